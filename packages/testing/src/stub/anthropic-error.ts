import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { firstIssue } from './first-issue.ts';
import { Refusal } from './refusal.ts';

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** `{ type: 'error', error: { type, message }, request_id }` */
export function anthropicError({ status, message, fields }: Refusal, requestId: string): unknown {
  const type = fields.type ?? types[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return { type: 'error', error: { type, message }, request_id: requestId };
}

export function authorizeAnthropic(headers: IncomingHttpHeaders, apiKey: string | undefined): void {
  const key = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '');
  if (key === undefined) throw new Refusal(401, 'x-api-key header is required');
  if (apiKey !== undefined && key !== apiKey) throw new Refusal(401, 'invalid x-api-key');
  if (headers['anthropic-version'] === undefined) throw new Refusal(400, 'anthropic-version: header is required');
}

/** The first thing wrong with a body, said as the API says it. */
export function anthropicRefusal(error: z.ZodError, body: unknown): Refusal {
  const { issue, path: keys, found } = firstIssue(error, body);
  const path = keys.map(String);
  if (issue?.code === 'unrecognized_keys') return new Refusal(400, `${[...path, issue.keys[0]].join('.')}: Extra inputs are not permitted`);
  const where = path.join('.');
  if (found === undefined) return new Refusal(400, `${where}: Field required`);
  if (issue?.code === 'invalid_type') return new Refusal(400, `${where}: Input should be a valid ${issue.expected}`);
  if (issue?.code === 'too_big') return new Refusal(400, `${where}: Input should be less than or equal to ${issue.maximum}`);
  if (issue?.code === 'too_small') return new Refusal(400, `${where}: Input should be greater than or equal to ${issue.minimum}`);
  return new Refusal(400, `${where}: ${issue?.message ?? 'Input is not valid'}`);
}
