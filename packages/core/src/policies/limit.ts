import { LlmrrError } from '../error.ts';
import { abortError } from './abort.ts';
import { guard } from './guard.ts';
import type { Policy } from './policy.ts';

export interface LimitOptions {
  /** Calls at the same time; the others wait in the order in which they came. */
  readonly maxConcurrent: number;
  /** Calls that may wait; one more is refused with `overloaded`. */
  readonly maxQueue?: number;
  readonly name?: string;
}

/** Bounds concurrency. Each policy value has one queue, shared by all models that it wraps. */
export function limit({ maxConcurrent, maxQueue = 1_000, name = 'this model' }: LimitOptions): Policy & { readonly active: () => number; readonly queued: () => number } {
  let active = 0;
  const queue: { start: () => void }[] = [];

  const acquire = (signal?: AbortSignal): Promise<void> | void => {
    if (signal?.aborted) throw abortError(signal);
    if (active < maxConcurrent) {
      active++;
      return;
    }
    if (queue.length >= maxQueue) {
      throw new LlmrrError('overloaded', `${name} has ${active} calls running and ${queue.length} waiting; expected at most ${maxQueue} waiting`, {
        details: { maxConcurrent, maxQueue },
        retryAfterMs: 1_000,
      });
    }
    return new Promise((resolve, reject) => {
      const entry = {
        start: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        queue.splice(queue.indexOf(entry), 1);
        reject(abortError(signal!));
      };
      queue.push(entry);
      signal?.addEventListener('abort', leave, { once: true });
    });
  };
  const release = (): void => {
    const next = queue.shift();
    if (next) next.start();
    else active--;
  };

  const policy: Policy = (run) => (call) => {
    let holding = false;
    return guard({
      async open() {
        const turn = acquire(call.signal);
        if (turn) await turn;
        holding = true;
        return run(call)[Symbol.asyncIterator]();
      },
      end() {
        if (holding) release();
      },
    });
  };
  return Object.assign(policy, { active: () => active, queued: () => queue.length });
}
