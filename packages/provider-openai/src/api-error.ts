import { LlmrrError, type ErrorCode } from '@llmrr/core';
import { headerOf, parseJson, parseRetryAfter, type HttpHeaders } from '@llmrr/http';

import { list, number, record, string, type Wire } from './wire.ts';

/** Who was asked for what, for messages. */
export interface Asked {
  readonly provider: string;
  readonly model?: string | undefined;
  /** Removed from every message. */
  readonly secrets?: readonly string[];
  readonly keyVariable?: string | undefined;
  nowWallMs(): number;
}

interface VendorError {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param: string | undefined;
  /** A number that some put where a code belongs. */
  readonly status: number | undefined;
  readonly moderated: boolean;
}

const overflow = /context[ _-]?(length|window|size)|maximum context|too many tokens|prompt is too long|reduce the length|exceeds? the (available|maximum|model)/i;
const policy = /content[ _-]?(policy|filter|management)|responsibleai|moderation|safety system/i;
const quota = /insufficient[ _-](quota|balance|credit|funds)|billing|exceeded your current quota|payment required|credit balance|spend(ing)? limit/i;

/** The error of an answer with a status beyond 2xx. */
export function statusError(status: number, headers: HttpHeaders, body: Buffer, asked: Asked): LlmrrError {
  const text = body.toString('utf8', 0, 64 * 1024);
  const parsed = parseJson(text);
  const vendor = vendorError(parsed === undefined ? text : parsed);
  const isPage = parsed === undefined && /^\s*</.test(text);
  const code = isPage && status === 404 ? 'bad-gateway' : codeOf(status, vendor);
  const shouldRetry = headerOf(headers, 'x-should-retry');
  const retryAfterMs = parseRetryAfter(headers, asked.nowWallMs());
  return build(code, `answered ${status}`, vendor, asked, {
    status,
    requestId: headerOf(headers, 'x-request-id'),
    ...(shouldRetry === 'true' && { retryable: true }),
    ...(shouldRetry === 'false' && { retryable: false }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The error inside an answer that began with 200: an `error` event of a stream, or an `error` object where an answer was due. */
export function bodyError(error: unknown, asked: Asked): LlmrrError {
  const vendor = vendorError({ error });
  return build(codeOf(vendor.status ?? 0, vendor), 'failed', vendor, asked, { status: vendor.status });
}

/** `provider-auth` before anything is sent. */
export function missingKey({ provider, keyVariable }: Asked): LlmrrError {
  const set = keyVariable ? `set the environment variable ${keyVariable} or pass apiKey` : 'pass apiKey';
  return new LlmrrError('provider-auth', `${provider} needs an API key and was given none; ${set}`, { details: { provider, ...(keyVariable && { variable: keyVariable }) } });
}

/** Takes keys out of a text: the one in use, and whatever looks like one. */
export function redact(text: string, ...secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => (secret.length >= 4 ? rest.replaceAll(secret, '[key]') : rest), text);
  return known.replace(/\b(sk|pk|gsk|xai|pplx|nvapi|fw|csk|tgp|key)[-_][\w*.-]{6,}/gi, '[key]').replace(/\bBearer\s+\S+/gi, 'Bearer [key]');
}

function codeOf(status: number, vendor: VendorError): ErrorCode {
  const { message, type, code } = vendor;
  const words = `${code} ${type}`;
  switch (status) {
    case 400:
    case 422:
      if (overflow.test(words) || overflow.test(message)) return 'context-overflow';
      if (policy.test(words) || policy.test(message)) return 'content-policy';
      return /api[ _-]?key/i.test(`${words} ${message}`) && /invalid|incorrect|not valid/i.test(`${words} ${message}`) ? 'provider-auth' : 'invalid-request';
    case 401:
      return 'provider-auth';
    case 402:
      return 'quota-exhausted';
    case 403:
      return vendor.moderated || policy.test(words) ? 'content-policy' : 'provider-auth';
    case 404:
      return 'unknown-model';
    case 408:
    case 409:
      return 'unavailable';
    case 413:
      // Groq answers 413 for a prompt beyond the tokens per minute; either way a smaller prompt or another model helps.
      return 'context-overflow';
    case 429:
      return quota.test(words) || quota.test(message) ? 'quota-exhausted' : 'rate-limited';
    case 503:
    case 529:
      return 'overloaded';
  }
  if (status >= 500) return overflow.test(words) ? 'context-overflow' : 'unavailable';
  if (status >= 400) return 'invalid-request';
  if (status >= 200) return 'bad-gateway';
  // No status: an error within a stream.
  if (quota.test(words)) return 'quota-exhausted';
  if (/rate[ _-]?limit/i.test(words)) return 'rate-limited';
  if (overflow.test(words) || overflow.test(message)) return 'context-overflow';
  if (policy.test(words)) return 'content-policy';
  if (/overloaded|capacity/i.test(words)) return 'overloaded';
  if (/invalid[ _-]request/i.test(words)) return 'invalid-request';
  return 'unavailable';
}

/** `{error: {message, type, code, param}}` and what the compatibles make of it. */
function vendorError(body: unknown): VendorError {
  const first = Array.isArray(body) ? list(body)[0] : body;
  const outer = record(first);
  const inner = outer['error'] ?? outer['errors'] ?? outer['detail'] ?? (typeof first === 'string' ? first : outer);
  const error: Wire = record(Array.isArray(inner) ? inner[0] : inner);
  const message = string(inner) ?? string(error['message']) ?? string(error['msg']) ?? string(outer['message']) ?? '';
  const code = error['code'] ?? record(error['innererror'])['code'];
  return {
    message,
    type: string(error['type']) ?? string(error['status']) ?? string(outer['type']) ?? '',
    code: typeof code === 'string' ? code : '',
    param: string(error['param']),
    status: number(code) ?? number(error['status']) ?? (typeof code === 'string' && /^[45]\d\d$/.test(code) ? Number(code) : undefined),
    moderated: Array.isArray(record(error['metadata'])['reasons']),
  };
}

interface BuildOptions {
  readonly status: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number;
  readonly retryable?: boolean;
}

function build(code: ErrorCode, what: string, vendor: VendorError, asked: Asked, { status, requestId, ...options }: BuildOptions): LlmrrError {
  const { provider, model, secrets = [], keyVariable } = asked;
  const said = redact(vendor.message, ...secrets).slice(0, 500).trim();
  const hint = code === 'provider-auth' && keyVariable ? ` (the key comes from ${keyVariable} or apiKey)` : '';
  return new LlmrrError(code, `${provider} ${what}${model ? ` for ${model}` : ''}: ${said || vendor.code || vendor.type || 'no message'}${hint}`, {
    ...options,
    details: {
      provider,
      ...(model && { model }),
      ...(status !== undefined && { status }),
      ...(vendor.type && { type: vendor.type }),
      ...(vendor.code && { code: vendor.code }),
      ...(vendor.param && { param: vendor.param }),
      ...(requestId && { requestId }),
    },
  });
}
