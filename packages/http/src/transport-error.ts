import { LlmrrError } from '@llmrr/core';
import { errors } from 'undici';

/** How far a request had come when it failed. */
export type Phase = 'connect' | 'headers' | 'body';

const timeouts: Readonly<Record<string, Phase>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  ETIMEDOUT: 'connect',
  UND_ERR_HEADERS_TIMEOUT: 'headers',
  UND_ERR_BODY_TIMEOUT: 'body',
};

const protocolFaults = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE']);

/** Gives what undici or the socket threw one of our codes; `host` names the upstream without path or credentials. */
export function transportError(error: unknown, phase: Phase, host: string): LlmrrError {
  if (LlmrrError.is(error)) return error;
  const code = codeOf(error);
  const timedOut = timeouts[code];
  if (timedOut) {
    return new LlmrrError('timeout', `${host} did not ${expected[timedOut]} in time`, { cause: error, details: { phase: timedOut, host } });
  }
  const what = error instanceof Error && error.message ? error.message : String(error);
  // In the body a parser error is how undici reports a chunked answer that was cut off.
  if ((phase !== 'body' && error instanceof errors.HTTPParserError) || protocolFaults.has(code)) {
    return new LlmrrError('bad-gateway', `${host} did not answer in HTTP/1.1: ${what}`, { cause: error, details: { phase, host, code } });
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return new LlmrrError('invalid-request', `the request to ${host} cannot be sent: ${what}`, { cause: error, details: { host } });
  }
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new LlmrrError('aborted', `the transport was closed during a request to ${host}`, { cause: error, details: { phase, host } });
  }
  return new LlmrrError('unavailable', `${host} ${failed[phase]}: ${what || code}`, { cause: error, details: { phase, host, code } });
}

/** What a caller's signal says: its own reason if that is one of ours or a time limit, else `aborted`. */
export function abortError(signal: AbortSignal, phase: Phase, host: string): LlmrrError {
  const reason: unknown = signal.reason;
  if (LlmrrError.is(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new LlmrrError('timeout', `the time limit of the call ran out while waiting for ${host}`, { cause: reason, details: { phase, host } });
  }
  return new LlmrrError('aborted', `the request to ${host} was aborted`, { cause: reason, details: { phase, host } });
}

const expected: Readonly<Record<Phase, string>> = {
  connect: 'accept the connection',
  headers: 'begin its answer',
  body: 'go on with its answer',
};

const failed: Readonly<Record<Phase, string>> = {
  connect: 'could not be reached',
  headers: 'closed the connection before it answered',
  body: 'broke off its answer',
};

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}
