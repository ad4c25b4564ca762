import { LlmrrError, type Clock, type LocalState } from '@llmrr/core';
import type { LoadRequest } from './engine-protocol.ts';
import { startEngineProcess, type EngineProcess } from './engine-process.ts';
import { slots } from './slots.ts';

/** One model on this machine: loaded once however many ask, started again after a crash, bounded in what it takes on. */
export interface LocalEngine {
  state(): LocalState;
  load(): Promise<void>;
  /** Calls under way end first. */
  unload(): Promise<void>;
  /** Calls under way fail. */
  close(): Promise<void>;
  /** Waits for a free sequence and for the model; `leave` must be called when the sequence is free again. */
  enter(signal?: AbortSignal): Promise<{ process: EngineProcess; leave: () => void }>;
}

export interface LocalEngineOptions {
  readonly id: string;
  readonly request: () => LoadRequest;
  /** Runs before each load; what it throws, the load throws. */
  readonly check: () => Promise<void>;
  readonly maxQueued: number;
  readonly clock: Clock;
  readonly onLoaded: (process: EngineProcess) => void;
  readonly onClose: () => void;
}

export function localEngine({ id, request, check, maxQueued, clock, onLoaded, onClose }: LocalEngineOptions): LocalEngine {
  const { purpose, sequences } = request();
  const seats = slots({ size: purpose === 'embedding' ? 1 : sequences, maxQueued, name: id, clock });
  const closing = new AbortController();
  let starting: Promise<EngineProcess> | undefined;
  let running: EngineProcess | undefined;
  let emptying: Promise<void> | undefined;
  /** Calls that use the process, or wait for it to start. */
  let users = 0;
  let unused: (() => void) | undefined;

  function closedError(): LlmrrError {
    return new LlmrrError('not-initialized', `${id} was closed. Open the model again.`);
  }

  async function loaded(): Promise<EngineProcess> {
    if (closing.signal.aborted) throw closedError();
    if (running?.alive) return running;
    starting ??= start().finally(() => (starting = undefined));
    return starting;
  }

  async function start(): Promise<EngineProcess> {
    await check();
    const started = await startEngineProcess(request(), { clock, signal: closing.signal });
    onLoaded(started);
    return (running = started);
  }

  /** Holds the process while it works, so that an unload waits for the end. */
  async function use<T>(work: () => Promise<T>): Promise<{ value: T; done: () => void }> {
    while (emptying) await emptying;
    users++;
    const done = () => {
      users--;
      if (users === 0) unused?.();
    };
    try {
      return { value: await work(), done };
    } catch (error) {
      done();
      throw error;
    }
  }

  async function empty(): Promise<void> {
    if (users > 0) await new Promise<void>((resolve) => (unused = resolve));
    unused = undefined;
    await running?.kill(new LlmrrError('unavailable', `${id} was unloaded.`));
    running = undefined;
  }

  return {
    state: () => ({
      loaded: running?.alive === true,
      active: seats.active,
      queued: seats.queued,
      ...(running?.alive && { memoryBytes: running.memoryBytes() }),
    }),
    async load() {
      (await use(loaded)).done();
    },
    async enter(signal) {
      if (closing.signal.aborted) throw closedError();
      const free = await seats.take(signal);
      const entering = use(loaded);
      const leave = (done?: () => void) => {
        done?.();
        free();
      };
      try {
        const { value, done } = await unlessAborted(entering, signal);
        return { process: value, leave: () => leave(done) };
      } catch (error) {
        // The load goes on for others; this call no longer uses it.
        entering.then(({ done }) => done(), () => undefined);
        leave();
        throw error;
      }
    },
    unload() {
      emptying ??= empty().finally(() => (emptying = undefined));
      return emptying;
    },
    async close() {
      const error = closedError();
      closing.abort(error);
      seats.refuseAll(error);
      await starting?.catch(() => undefined);
      await running?.kill(error);
      onClose();
    },
  };
}

function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
