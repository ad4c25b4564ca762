import { LlmrrError, type Clock } from '@llmrr/core';

/** Lets a number of calls through, and the others wait in the order in which they came. */
export interface Slots {
  readonly active: number;
  readonly queued: number;
  /** Gives the function that frees the slot. Rejects with `overloaded` when too many wait, with the signal's reason when it is aborted. */
  take(signal?: AbortSignal): Promise<() => void>;
  /** Everyone who waits is refused with this. */
  refuseAll(error: LlmrrError): void;
}

interface Waiting {
  readonly admit: () => void;
  readonly refuse: (error: unknown) => void;
}

export function slots({ size, maxQueued, name, clock }: { size: number; maxQueued: number; name: string; clock: Clock }): Slots {
  const waiting = new Set<Waiting>();
  let active = 0;
  let meanMs: number | undefined;

  function admitted(): () => void {
    active++;
    const start = clock.now();
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      const took = clock.now() - start;
      meanMs = meanMs === undefined ? took : meanMs * 0.8 + took * 0.2;
      active--;
      const [next] = waiting;
      if (!next) return;
      waiting.delete(next);
      next.admit();
    };
  }

  return {
    get active() {
      return active;
    },
    get queued() {
      return waiting.size;
    },
    async take(signal) {
      signal?.throwIfAborted();
      if (active < size) return admitted();
      if (waiting.size >= maxQueued) {
        const retryAfterMs = meanMs === undefined ? undefined : Math.ceil((meanMs * (waiting.size + 1)) / size);
        throw new LlmrrError('overloaded', `${name} answers ${active} calls, and ${waiting.size} wait (maxQueued is ${maxQueued}). Try again later, raise sequences, or add a model.`, {
          details: { active, queued: waiting.size },
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        });
      }
      return new Promise((resolve, reject) => {
        const entry: Waiting = {
          admit: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve(admitted());
          },
          refuse: (error) => {
            signal?.removeEventListener('abort', onAbort);
            waiting.delete(entry);
            reject(error);
          },
        };
        const onAbort = () => entry.refuse(signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.add(entry);
      });
    },
    refuseAll(error) {
      for (const entry of [...waiting]) entry.refuse(error);
    },
  };
}
