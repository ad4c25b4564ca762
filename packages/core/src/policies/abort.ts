import type { Clock } from '../clock.ts';
import { LlmrrError } from '../error.ts';

/** What to throw when `signal` has fired: its reason if that is ours (a timeout, a deadline), else `aborted`. */
export function abortError(signal: AbortSignal): LlmrrError {
  return LlmrrError.is(signal.reason)
    ? signal.reason
    : new LlmrrError('aborted', 'the caller gave up before the answer was complete', { cause: signal.reason });
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
