import { LlmrrError, openAiError } from '@llmrr/core';
import type { FastifyReply } from 'fastify';

/** Claude Code and others give up on longer waits, so that nobody is told to wait longer than a minute. */
const longestWaitSeconds = 60;

export function sendError(reply: FastifyReply, error: LlmrrError, requestId: string): void {
  if (!reply.sent) reply.hijack();
  const { raw } = reply;
  if (raw.headersSent || raw.destroyed) {
    raw.destroy();
    return;
  }
  const body = JSON.stringify(openAiError(error));
  const allow = error.details?.['allow'];
  raw
    .writeHead(error.status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'x-llmrr-request-id': requestId,
      ...(retryAfterSeconds(error) !== undefined && { 'retry-after': String(retryAfterSeconds(error)) }),
      ...(typeof allow === 'string' && { allow }),
      ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
      // What is left of a body that was refused would be read as the next request.
      ...(error.status === 413 && { connection: 'close' }),
    })
    .end(raw.req.method === 'HEAD' ? undefined : body);
}

function retryAfterSeconds({ retryAfterMs, status }: LlmrrError): number | undefined {
  if (retryAfterMs !== undefined && retryAfterMs >= 0) return Math.min(Math.max(Math.ceil(retryAfterMs / 1000), 1), longestWaitSeconds);
  return status === 503 ? 1 : undefined;
}

/** Any thrown thing as one of our errors; fastify's own keep their meaning, all else is a fault inside. */
export function toError(thrown: unknown): LlmrrError {
  if (LlmrrError.is(thrown)) return thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new LlmrrError('payload-too-large', 'the body is larger than server.bodyLimitBytes allows', { cause: thrown });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new LlmrrError('unsupported-media-type', message, { cause: thrown });
  if (typeof status === 'number' && status >= 400 && status < 500) return new LlmrrError('invalid-request', message, { cause: thrown });
  return LlmrrError.from(thrown, 'internal', 'gateway');
}
