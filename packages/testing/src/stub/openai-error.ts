import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import { firstIssue } from './first-issue.ts';
import { Refusal } from './refusal.ts';

const typeOf = (status: number): string => (status === 429 ? 'requests' : status >= 500 ? 'server_error' : 'invalid_request_error');
const codeOf = (status: number): string | null => ({ 401: 'invalid_api_key', 429: 'rate_limit_exceeded' })[status] ?? null;

/** `{ error: { message, type, param, code } }` */
export function openAiError({ status, message, fields }: Refusal): { readonly error: unknown } {
  const { code = codeOf(status), type = code === 'insufficient_quota' ? code : typeOf(status), param = null } = fields;
  return { error: { message, type, param, code } };
}

export function authorizeOpenAi({ authorization }: IncomingHttpHeaders, apiKey: string | undefined): void {
  if (apiKey === undefined) return;
  if (authorization === undefined) throw new Refusal(401, "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.", { code: null });
  if (authorization !== `Bearer ${apiKey}`) throw new Refusal(401, `Incorrect API key provided: ${masked(authorization.replace(/^Bearer /, ''))}.`);
}

const masked = (key: string): string => `${key.slice(0, 3)}***${key.slice(-2)}`;

/** The first thing wrong with a body, said as the API says it. */
export function openAiRefusal(error: z.ZodError, body: unknown): Refusal {
  const { issue, path: keys, found } = firstIssue(error, body);
  const path = keys.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)), '');
  if (issue?.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? '';
    const param = path ? `${path}.${name}` : name;
    return new Refusal(400, `Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });
  }
  if (found === undefined) return new Refusal(400, `Missing required parameter: '${path}'.`, { param: path, code: 'missing_required_parameter' });
  if (issue?.code === 'invalid_type') {
    return new Refusal(400, `Invalid type for '${path}': expected ${article(issue.expected)}, but got ${article(nameOf(found))} instead.`, { param: path, code: 'invalid_type' });
  }
  return new Refusal(400, `Invalid value for '${path}': ${issue?.message ?? 'not accepted'}, but got ${shown(found)} instead.`, { param: path, code: 'invalid_value' });
}

const article = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
const nameOf = (value: unknown): string => (value === null ? 'null value' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value);
const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? 'nothing';
