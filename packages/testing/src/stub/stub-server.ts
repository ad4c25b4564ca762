import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { systemClock, type LanguageCall } from '@llmrr/core';
import type { GivenAnswer } from '../brain.ts';
import { loopback } from '../loopback.ts';
import { exchange, type Exchange } from './exchange.ts';
import type { Fault } from './fault.ts';
import { Refusal } from './refusal.ts';
import type { StubOptions, StubRequest, VendorStub } from './vendor-stub.ts';

/** How one vendor speaks. */
export interface Dialect {
  /** Appended to the origin. */
  readonly basePath: string;
  readonly routes: Readonly<Record<string, (exchange: Exchange) => Promise<void> | void>>;
  /** Throws a Refusal when the key is missing or wrong. */
  authorize(headers: IncomingHttpHeaders, apiKey: string | undefined): void;
  errorBody(refusal: Refusal, requestId: string): unknown;
  errorEvent(refusal: Refusal, requestId: string): string;
  headers(requestId: string): Readonly<Record<string, string>>;
}

/** The part that all vendors' stubs share: requests, faults, answers, latency. */
export async function stubServer(dialect: Dialect, options: StubOptions = {}): Promise<VendorStub> {
  const { port = 0, host = '127.0.0.1', clock = systemClock, remember = 1000, apiKey, keepAlive = false, bodyLimitBytes = 64 * 1024 * 1024 } = options;
  const requests: StubRequest[] = [];
  const faults: (Fault | undefined)[] = Array.isArray(options.faults) ? [...options.faults] : [];
  const answers: (GivenAnswer | string)[] = Array.isArray(options.answers) ? [...options.answers] : [];
  let received = 0;
  let answered = 0;

  const nextFault = (request: StubRequest): Fault | undefined => {
    const index = received++;
    if (faults.length > 0) return faults.shift();
    return typeof options.faults === 'function' ? options.faults(request, index) : undefined;
  };
  const nextAnswer = (call: LanguageCall): GivenAnswer | string | undefined => {
    const index = answered++;
    if (answers.length > 0) return answers.shift();
    return typeof options.answers === 'function' ? options.answers(call, index) : undefined;
  };

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readBody(incoming, bodyLimitBytes);
    const [pathname = '/'] = (incoming.url ?? '/').split('?');
    const request: StubRequest = { method: incoming.method ?? 'GET', path: pathname, headers: incoming.headers, body: parsed(text ?? ''), aborted: false };
    requests.push(request);
    if (requests.length > remember) requests.shift();
    const fault = nextFault(request);
    const { latencyMs = 0, eventDelayMs = 0 } = options;
    const current = exchange({ dialect, request, response, fault, clock, latencyMs, eventDelayMs, nextAnswer, requestId: `req_${received}` });
    try {
      if (await current.failEarly()) return;
      if (text === undefined) throw new Refusal(413, `the body is larger than ${bodyLimitBytes} bytes`);
      dialect.authorize(incoming.headers, apiKey);
      const route = dialect.routes[`${request.method} ${pathname}`] ?? dialect.routes[`${request.method} ${pathname.replace(/\/[^/]+$/, '/*')}`];
      if (!route) throw new Refusal(404, `Unknown request URL: ${request.method} ${pathname}.`, { code: 'unknown_url' });
      if (request.method === 'POST' && typeof request.body === 'string') {
        throw new Refusal(400, 'We could not parse the JSON body of your request. The body must be one JSON object.');
      }
      await route(current);
    } catch (error) {
      current.refuse(error instanceof Refusal ? error : new Refusal(500, `the stub failed: ${error instanceof Error ? error.stack : String(error)}`));
    }
  }

  const server = await loopback({
    port,
    host,
    keepAlive,
    server: createServer((incoming, response) => {
      serve(incoming, response).catch(() => response.destroy());
    }),
  });
  return {
    url: server.url,
    baseUrl: server.url + dialect.basePath,
    requests,
    fail: (...more) => void faults.push(...more),
    answer: (...more) => void answers.push(...more),
    close: () => server.close(),
  };
}

/** `undefined` when it is too large; the rest is read and dropped, so that the refusal arrives. */
function readBody(incoming: IncomingMessage, limitBytes: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= limitBytes) pieces.push(piece);
      else pieces.length = 0;
    });
    incoming.on('end', () => resolve(bytes <= limitBytes ? Buffer.concat(pieces).toString('utf8') : undefined));
    incoming.on('error', reject);
  });
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : text;
  } catch {
    return text;
  }
}
