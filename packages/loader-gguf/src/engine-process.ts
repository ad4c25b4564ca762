import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LlmrrError, type Clock } from '@llmrr/core';
import type { EmbedRequest, Embedded, EngineReply, EngineRequest, GenerateRequest, Loaded, LoadRequest, Parts, Started } from './engine-protocol.ts';

/** What comes back for one call: its replies in order, then `end` or `fail`, once. */
export interface ReplyListener {
  reply(reply: Started | Parts | Embedded): void;
  end(): void;
  fail(error: LlmrrError): void;
}

/** A process with one model in it. */
export interface EngineProcess {
  readonly pid: number | undefined;
  readonly loaded: Loaded;
  readonly alive: boolean;
  memoryBytes(): number;
  /** Gives the function that tells the process to stop this call; the listener's `end` follows. */
  call(request: Omit<GenerateRequest, 'id'> | Omit<EmbedRequest, 'id'>, listener: ReplyListener): () => void;
  /** Ends the process; what still runs fails with this. */
  kill(error: LlmrrError): Promise<void>;
}

// How long an aborted call may stay silent before the process counts as stuck (a template that never ends, a driver that hangs).
const stuckAfterMs = 30_000;
const keptStderr = 2000;

/** Starts a process, loads the model there, and settles when it can answer. An abort ends the process, whenever it comes. */
export function startEngineProcess(request: LoadRequest, { clock, signal: ending }: { clock: Clock; signal: AbortSignal }): Promise<EngineProcess> {
  if (ending.aborted) return Promise.reject(ending.reason);
  const child = fork(fileURLToPath(new URL('./child/main.js', import.meta.url)), [], {
    serialization: 'advanced',
    // Flags of the parent (a test runner's, a debugger's port) are not for the engine.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-keptStderr)));

  const listeners = new Map<number, ReplyListener>();
  const watches = new Map<number, unknown>();
  let loaded: Loaded | undefined;
  let memoryBytes = 0;
  let nextId = 0;
  let alive = true;
  let killedWith: LlmrrError | undefined;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const keepAlive = keeper(child);
  keepAlive(true);

  return new Promise((resolve, reject) => {
    child.on('message', (reply: EngineReply) => {
      if (reply.type === 'loaded') {
        loaded = reply;
        memoryBytes = reply.memoryBytes;
        keepAlive(false);
        resolve(engineProcess(reply));
      } else if (reply.type === 'failed') {
        const error = new LlmrrError(reply.code, reply.message, { ...(reply.details && { details: reply.details }) });
        if (reply.id === undefined) {
          killedWith = error;
          child.kill('SIGKILL');
        } else settle(reply.id)?.fail(error);
      } else if (reply.type === 'finished') {
        memoryBytes = reply.memoryBytes;
        const listener = settle(reply.id);
        if (reply.parts.length > 0) listener?.reply({ type: 'parts', id: reply.id, parts: reply.parts });
        listener?.end();
      } else listeners.get(reply.id)?.reply(reply);
    });
    child.once('error', (error) => {
      killedWith ??= new LlmrrError('model-load-failed', `The process of the engine could not be started: ${error.message}`, { cause: error });
      if (child.pid === undefined) gone(null, null);
    });
    child.once('exit', gone);

    function gone(code: number | null, signal: NodeJS.Signals | null): void {
      if (!alive) return;
      alive = false;
      const said = stderr.trim();
      const error =
        killedWith ??
        new LlmrrError(
          'engine-crashed',
          `The process of the local engine ended ${loaded ? 'during the call' : 'while it loaded the model'} (${signal ?? `exit code ${code}`}). The next call starts it again.`,
          // What the engine said may quote the request of another client: for the log of this machine only.
          { details: { exitCode: code, signal }, ...(said && { cause: new Error(`${request.path}: ${said}`) }) },
        );
      for (const id of [...listeners.keys()]) settle(id)?.fail(error);
      ending.removeEventListener('abort', end);
      reject(error);
    }

    function end(): void {
      killedWith ??= LlmrrError.from(ending.reason, 'aborted', 'The engine was stopped');
      child.kill('SIGKILL');
    }
    ending.addEventListener('abort', end, { once: true });
    post(request);
  });

  function post(message: EngineRequest): void {
    if (child.connected) child.send(message, () => undefined);
  }

  function settle(id: number): ReplyListener | undefined {
    const listener = listeners.get(id);
    listeners.delete(id);
    clock.clearTimeout(watches.get(id));
    watches.delete(id);
    if (listeners.size === 0) keepAlive(false);
    return listener;
  }

  function engineProcess(ready: Loaded): EngineProcess {
    return {
      pid: child.pid,
      loaded: ready,
      get alive() {
        return alive && killedWith === undefined;
      },
      memoryBytes: () => memoryBytes,
      call(call, listener) {
        const id = nextId++;
        listeners.set(id, listener);
        keepAlive(true);
        post({ ...call, id } as GenerateRequest | EmbedRequest);
        return () => {
          if (!listeners.has(id) || watches.has(id)) return;
          post({ type: 'abort', id });
          watches.set(id, clock.setTimeout(() => child.kill('SIGKILL'), stuckAfterMs));
        };
      },
      async kill(error) {
        killedWith ??= error;
        // It holds nothing that must be put in order; the system takes its memory back at once.
        keepAlive(true);
        child.kill('SIGKILL');
        if (alive) await exited;
      },
    };
  }
}

/** A process that waits must not keep a script from ending; one that works must. */
function keeper(child: ChildProcess): (keep: boolean) => void {
  // Both are sockets, which their types do not say.
  const handles = [child, child.channel, child.stderr] as unknown as ({ ref(): void; unref(): void } | null | undefined)[];
  return (keep) => {
    for (const handle of handles) handle?.[keep ? 'ref' : 'unref']();
  };
}
