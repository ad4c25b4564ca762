import type { Clock } from '../clock.ts';
import { LlmrrError } from '../error.ts';

/** What to throw when `signal` has fired: its reason if that is ours (a deadline, say), `timeout` for AbortSignal.timeout, else `aborted`. */
export function abortError({ reason }: AbortSignal, about = 'the call'): LlmrrError {
  if (LlmrrError.is(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new LlmrrError('timeout', `${about}: the time limit of the caller ran out`, { cause: reason, details: { phase: 'total' } });
  }
  return new LlmrrError('aborted', `${about}: the caller gave up before the answer was complete`, { cause: reason });
}

/** Rejects with abortError when the signal fires first. */
export function sleep(delayMs: number, clock: Clock, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError(signal));
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    const onAbort = () => {
      clock.clearTimeout(timer);
      reject(abortError(signal!));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
