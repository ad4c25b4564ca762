import { systemClock, type Clock } from '../clock.ts';
import { LlmrrError } from '../error.ts';
import { sleep } from './abort.ts';
import { handOver, openStream } from './hand-over.ts';
import type { Policy } from './policy.ts';

export interface RetryOptions {
  /** Attempts after the first; a call's own `retries` wins. */
  readonly retries?: number;
  /** Delay before retry 0, 1, 2 ...: by default 250 ms doubling, with up to half taken off at random. */
  readonly backoffMs?: (retry: number) => number;
  /** A longer wait than this (an upstream's Retry-After, say) is not worth it: the error goes on to the fallback. */
  readonly maxDelayMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** Calls the same model again after a retryable failure, as long as no content has gone out. */
export function retry({
  retries = 2,
  random = Math.random,
  backoffMs = (retry) => 250 * 2 ** retry * (1 - random() / 2),
  maxDelayMs = 8_000,
  clock = systemClock,
}: RetryOptions = {}): Policy {
  return (run) => (call) => {
    const limit = call.retries ?? retries;
    if (limit <= 0) return run(call);
    return handOver(async () => {
      for (let tried = 0; ; tried++) {
        try {
          return await openStream(run(call));
        } catch (error) {
          if (tried >= limit || call.signal?.aborted || !LlmrrError.is(error) || !error.retryable) throw error;
          const delayMs = error.retryAfterMs ?? backoffMs(tried);
          const deadlineMs = call.context?.deadlineMs;
          if (delayMs > maxDelayMs || (deadlineMs !== undefined && clock.now() + delayMs >= deadlineMs)) throw error;
          await sleep(delayMs, clock, call.signal);
        }
      }
    });
  };
}
