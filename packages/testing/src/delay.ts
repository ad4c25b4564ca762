import { LlmrrError, type Clock } from '@llmrr/core';

/** Throws `aborted` as every model must, with the caller's own reason as the cause. */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw new LlmrrError('aborted', `${what}: the caller aborted the call`, { cause: signal.reason });
}

/** Waits on the given clock and leaves no timer or listener behind; Infinity waits for the abort only. */
export async function delay(clock: Clock, delayMs: number, { signal, what }: { signal?: AbortSignal | undefined; what: string }): Promise<void> {
  throwIfAborted(signal, what);
  if (delayMs <= 0) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      if (timer !== undefined) clock.clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = delayMs === Infinity ? undefined : clock.setTimeout(done, delayMs);
    signal?.addEventListener('abort', done);
  });
  throwIfAborted(signal, what);
}
