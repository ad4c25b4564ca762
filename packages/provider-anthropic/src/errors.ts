import { LlmrrError, type ErrorCode } from '@llmrr/core';
import { headerOf, parseJson, parseRetryAfter, type HttpHeaders } from '@llmrr/http';

import { wireError } from './wire.ts';

export interface ErrorContext {
  /** Our id of the model, or the route: what the request was about. */
  readonly about: string;
  readonly provider: string;
  readonly apiKey: string | undefined;
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly bytes: Uint8Array;
}

/** The code for what the API answered instead of 200; its own message and request id are kept, keys are blotted out. */
export function responseError({ status, headers, bytes }: ErrorAnswer, wallMs: number, context: ErrorContext): LlmrrError {
  const body: unknown = parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  const retryAfterMs = parseRetryAfter(headers, wallMs);
  const advice = headerOf(headers, 'x-should-retry');
  return build(body, context, {
    status,
    requestId: headerOf(headers, 'request-id'),
    contentType: headerOf(headers, 'content-type'),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...((advice === 'true' || advice === 'false') && { retryable: advice === 'true' }),
  });
}

/** The code for an `error` event in the midst of a stream, or an error body under a 200. */
export function eventError(body: unknown, context: ErrorContext): LlmrrError {
  return build(body, context, {});
}

interface Circumstances {
  readonly status?: number;
  readonly requestId?: string | undefined;
  readonly contentType?: string | undefined;
  readonly retryAfterMs?: number;
  readonly retryable?: boolean;
}

function build(body: unknown, context: ErrorContext, { status, requestId, contentType, retryAfterMs, retryable }: Circumstances): LlmrrError {
  const parsed = wireError.safeParse(body);
  const { type, message, details } = parsed.success ? parsed.data.error : {};
  const errorCode = details?.error_code ?? undefined;
  const said = message ? withoutKeys(message, context.apiKey) : undefined;
  const { code, numbers } = classify({ status, type: type ?? undefined, said: said ?? '', errorCode });
  const what = [status, type ?? (parsed.success ? undefined : (contentType ?? 'no content type'))].filter((word) => word !== undefined).join(' ');
  const id = requestId ?? (parsed.success ? (parsed.data.request_id ?? undefined) : undefined);
  return new LlmrrError(code, `${context.about}: ${context.provider} answered ${what}${said ? `: ${said}` : ''}${advice(code, context)}`, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(retryable !== undefined && { retryable }),
    details: {
      provider: context.provider,
      ...(status !== undefined && { status }),
      ...(type && { type }),
      ...(errorCode && { errorCode }),
      ...(id && { upstreamRequestId: id }),
      ...numbers,
    },
  });
}

const codeOfType: ReadonlyMap<string, ErrorCode> = new Map([
  ['authentication_error', 'provider-auth'],
  ['permission_error', 'provider-auth'],
  ['billing_error', 'quota-exhausted'],
  ['not_found_error', 'unknown-model'],
  ['request_too_large', 'payload-too-large'],
  ['rate_limit_error', 'rate-limited'],
  ['timeout_error', 'timeout'],
  ['overloaded_error', 'overloaded'],
  ['api_error', 'unavailable'],
  ['conflict_error', 'unavailable'],
]);

const codeOfStatus: ReadonlyMap<number, ErrorCode> = new Map([
  [400, 'invalid-request'],
  [401, 'provider-auth'],
  [402, 'quota-exhausted'],
  [403, 'provider-auth'],
  [408, 'timeout'],
  [409, 'unavailable'],
  [413, 'payload-too-large'],
  [422, 'invalid-request'],
  [429, 'rate-limited'],
  [504, 'timeout'],
  [529, 'overloaded'],
]);

interface Said {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly said: string;
  readonly errorCode: string | undefined;
}

function classify({ status, type, said, errorCode }: Said): { readonly code: ErrorCode; readonly numbers?: Readonly<Record<string, number>> } {
  if (type === 'invalid_request_error' || (type === undefined && status === 400)) {
    const tooLong = /prompt is too long(?::\s*(\d+) tokens > (\d+) maximum)?/i.exec(said);
    if (tooLong) return { code: 'context-overflow', ...(tooLong[1] && { numbers: { promptTokens: Number(tooLong[1]), contextTokens: Number(tooLong[2]) } }) };
    const exceeds = /exceed context limit:\s*(\d+)\s*\+\s*(\d+)\s*>\s*(\d+)/i.exec(said);
    if (exceeds) return { code: 'context-overflow', numbers: { promptTokens: Number(exceeds[1]), maxTokens: Number(exceeds[2]), contextTokens: Number(exceeds[3]) } };
    if (/credit balance|usage limits|spend limit/i.test(said)) return { code: 'quota-exhausted' };
    if (/content filtering policy/i.test(said)) return { code: 'content-policy' };
    if (errorCode === 'organization_on_hold' || /organization has been disabled/i.test(said)) return { code: 'provider-auth' };
    if (/does not support|(not supported|deprecated) (on|for|by) this model/i.test(said)) return { code: 'unsupported-capability' };
    // This type stands for every 4xx without one of its own.
    return { code: codeOfStatus.get(status ?? 400) ?? 'invalid-request' };
  }
  if (errorCode?.includes('spend_limit')) return { code: 'quota-exhausted' };
  const known = type === undefined ? undefined : codeOfType.get(type);
  if (known) return { code: known };
  if (status === undefined) return { code: 'unavailable' };
  // A 404 or a redirect that is not the API's own says that something else answers there.
  return { code: codeOfStatus.get(status) ?? (status >= 500 ? 'unavailable' : status >= 400 && type !== undefined ? 'invalid-request' : 'bad-gateway') };
}

function advice(code: ErrorCode, { provider, apiKey }: ErrorContext): string {
  const key = provider === 'anthropic' ? 'ANTHROPIC_API_KEY' : `the apiKey of ${provider}`;
  if (code === 'provider-auth') return apiKey === undefined ? `; no key was sent: set ${key}` : `; check ${key}`;
  return code === 'bad-gateway' ? '; check that baseUrl points at the API, without /v1' : '';
}

/** Our own key, and whatever looks like one of the vendor's. */
function withoutKeys(text: string, apiKey: string | undefined): string {
  const blotted = apiKey ? text.replaceAll(apiKey, '[key]') : text;
  return blotted.replace(/sk-ant-[\w-]+/g, '[key]').slice(0, 2_000);
}
