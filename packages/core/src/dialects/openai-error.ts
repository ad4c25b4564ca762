import type { ErrorCode } from '../error-codes.ts';
import type { LlmrrError } from '../error.ts';
import { withoutSecrets } from './secrets.ts';

/** OpenAI's shape of an error, in a body or as an event of a stream. */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    /** Path of the field at fault. */
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** Codes that OpenAI's clients know; the others go out under our own name (docs/errors.md). */
const openAiCodes: Partial<Record<ErrorCode, string>> = {
  'unknown-model': 'model_not_found',
  'context-overflow': 'context_length_exceeded',
  unauthorized: 'invalid_api_key',
  'rate-limited': 'rate_limit_exceeded',
  'quota-exhausted': 'insufficient_quota',
  'content-policy': 'content_filter',
};

/** For a client's eyes: no secret, and of a fault inside nothing but that there was one. */
export function openAiError(error: LlmrrError): OpenAiError {
  const param = error.details?.['param'];
  return {
    error: {
      message: error.code === 'internal' ? 'something went wrong inside the gateway; its log has the details under the id of this request' : withoutSecrets(error.message),
      type: typeOf(error),
      param: typeof param === 'string' ? param : error.code === 'unknown-model' ? 'model' : null,
      code: openAiCodes[error.code] ?? error.code,
    },
  };
}

function typeOf({ code, status }: LlmrrError): string {
  if (code === 'quota-exhausted') return 'insufficient_quota';
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
