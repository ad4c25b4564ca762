import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { LlmrrError, type Clock, type LanguageCall } from '@llmrr/core';
import type { GivenAnswer } from '../brain.ts';
import { delay } from '../delay.ts';
import { defaultAfterEvents, type Fault } from './fault.ts';
import { Refusal } from './refusal.ts';
import type { Dialect } from './stub-server.ts';
import type { StubRequest } from './vendor-stub.ts';

/** One request being answered, with the fault that was ordered for it. */
export interface Exchange {
  readonly request: StubRequest;
  readonly clock: Clock;
  readonly requestId: string;
  readonly nextAnswer: (call: LanguageCall) => GivenAnswer | string | undefined;
  /** Plays a fault that comes before any answer; true when that was all. */
  failEarly(): Promise<boolean>;
  json(status: number, body: unknown): Promise<void>;
  /** Sends whole SSE events, each with its blank line. */
  events(events: Iterable<string>): Promise<void>;
  refuse(refusal: Refusal): void;
}

interface Options {
  readonly dialect: Dialect;
  readonly request: StubRequest;
  readonly response: ServerResponse;
  readonly fault: Fault | undefined;
  readonly clock: Clock;
  readonly latencyMs: number;
  readonly eventDelayMs: number;
  readonly requestId: string;
  readonly nextAnswer: Exchange['nextAnswer'];
}

const page = '<!doctype html><html><head><title>Welcome</title></head><body><h1>Please log in to the network</h1></body></html>';

/** Writes answers, or breaks them where the fault says. */
export function exchange({ dialect, request, response, fault: given, clock, latencyMs, eventDelayMs, requestId, nextAnswer }: Options): Exchange {
  const fault = typeof given === 'number' ? ({ kind: 'status', status: given } as const) : given;
  const gone = new AbortController();
  const headers = dialect.headers(requestId);
  response.on('close', () => {
    if (response.writableFinished) return;
    request.aborted = true;
    gone.abort();
  });
  const wait = (ms: number) => (ms <= 0 ? undefined : delay(clock, ms, { signal: gone.signal, what: 'stub' }).catch(ignoreAbort));
  const breakAt = fault && 'afterEvents' in fault ? fault.afterEvents ?? defaultAfterEvents : defaultAfterEvents;

  const refuse = (refusal: Refusal) => {
    if (response.headersSent || response.destroyed) return void response.destroy();
    response.writeHead(refusal.status, { 'content-type': 'application/json', ...headers, ...refusal.fields.headers });
    response.end(JSON.stringify(dialect.errorBody(refusal, requestId)));
  };

  return {
    request,
    clock,
    requestId,
    nextAnswer,
    refuse,
    async failEarly() {
      await wait(latencyMs);
      if (gone.signal.aborted) return true;
      switch (fault?.kind) {
        case 'status':
          refuse(refusalOf(fault));
          return true;
        case 'hang':
          if (fault.afterEvents !== undefined) return false;
          await wait(Infinity);
          return true;
        case 'reset':
          response.destroy();
          return true;
        case 'html':
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
          return true;
        default:
          return false;
      }
    },
    async json(status, body) {
      const text = JSON.stringify(body);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers });
      // A string goes out in one write with the headers, bytes would take two.
      if (fault?.kind !== 'cut' && fault?.kind !== 'truncate' && fault?.kind !== 'hang') return void response.end(text);
      response.write(text.slice(0, text.length >> 1));
      await flushed(response);
      if (fault.kind === 'hang') await wait(Infinity);
      response.destroy();
    },
    async events(events) {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache', ...headers });
      response.flushHeaders();
      let sent = 0;
      for (const event of events) {
        if (fault && sent === breakAt) {
          if (fault.kind === 'cut') {
            await flushed(response);
            return void response.destroy();
          }
          if (fault.kind === 'truncate') return void response.end();
          if (fault.kind === 'hang') await wait(Infinity);
          if (fault.kind === 'error-event') return void response.end(dialect.errorEvent(refusalOf({ status: fault.status ?? 500 }), requestId));
        }
        if (sent++ > 0 && eventDelayMs > 0) await wait(eventDelayMs);
        if (gone.signal.aborted) return;
        if (!response.write(event)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
      response.end();
    },
  };
}

function refusalOf({ status, retryAfter, code, message, headers }: { status: number; retryAfter?: number | string; code?: string; message?: string; headers?: Readonly<Record<string, string>> }): Refusal {
  return new Refusal(status, message ?? `the stub was told to answer ${status}`, {
    ...(code !== undefined && { code }),
    headers: { ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }), ...headers },
  });
}

/** Resolves when everything written so far has been handed to the socket. */
async function flushed(response: ServerResponse): Promise<void> {
  do await new Promise((resolve) => setImmediate(resolve));
  while (response.writableLength > 0 && !response.destroyed);
}

function ignoreAbort(error: unknown): void {
  if (!LlmrrError.is(error, 'aborted')) throw error;
}
