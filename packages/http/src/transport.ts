import type { LookupFunction } from 'node:net';

import { LlmrrError } from '@llmrr/core';
import { Client, Pool } from 'undici';

import { connector } from './connector.ts';
import { Exchange } from './exchange.ts';
import { originOf, type Origin } from './origin.ts';
import { assertPublicUrl } from './public-address.ts';
import type { HttpRequest, HttpResponse } from './response.ts';
import { abortError } from './transport-error.ts';

/** Sends requests and reuses connections; one may serve a whole process. */
export interface Transport {
  /** Resolves at the headers, whatever the status. Rejects with `unavailable`, `timeout` (details.phase), `bad-gateway` or `aborted`. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Aborts what is under way and closes every socket. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Sockets kept per origin. Default: as many as are needed at once. */
  readonly connections?: number;
  /** Sockets beyond `connections` in a burst; they close after a second without work. */
  readonly overflow?: number;
  /** Over DNS, TCP and TLS together. */
  readonly connectTimeoutMs?: number;
  /** How long an unused socket is kept; a `keep-alive` header of the server overrides it. */
  readonly keepAliveTimeoutMs?: number;
  /** Default of a request's `headersTimeoutMs`. */
  readonly headersTimeoutMs?: number;
  /** Default of a request's `idleTimeoutMs`. */
  readonly idleTimeoutMs?: number;
  /** Largest body, whole or streamed. */
  readonly maxResponseBytes?: number;
  /** For URLs that clients choose: only public addresses, checked as literal, after lookup and on the connected socket. */
  readonly publicOnly?: boolean;
  readonly lookup?: LookupFunction;
  /** PEM certificates to trust instead of the built-in ones. */
  readonly ca?: string | readonly string[];
}

interface Target {
  readonly origin: Origin;
  readonly path: string;
}

const overflowKeepAliveMs = 1_000;
const knownTargets = 1_024;

/** Bare `Pool.dispatch`, one pool per origin; opens nothing until the first request. */
export function transport({
  connections,
  overflow = 0,
  connectTimeoutMs = 2_000,
  keepAliveTimeoutMs = 30_000,
  headersTimeoutMs = 300_000,
  idleTimeoutMs = 300_000,
  maxResponseBytes = 64 * 1024 * 1024,
  publicOnly = false,
  lookup,
  ca,
}: TransportOptions = {}): Transport {
  const origins = new Map<string, Origin>();
  // Providers send the same few URLs again and again; parsing one costs more than looking it up.
  const targets = new Map<string, Target>();
  const connect = connector({ connectTimeoutMs, publicOnly, lookup, ca });
  let closed: Promise<void> | undefined;

  function openPool(url: string): Pool {
    let clients = 0;
    const pool = new Pool(url, {
      connect,
      connections: connections === undefined ? null : connections + overflow,
      keepAliveTimeout: keepAliveTimeoutMs,
      pipelining: 1,
      factory(origin, options) {
        const burst = connections !== undefined && ++clients > connections;
        return new Client(origin, {
          ...options,
          ...(burst && { keepAliveTimeout: overflowKeepAliveMs, keepAliveMaxTimeout: overflowKeepAliveMs }),
        });
      },
    });
    // The pool drops a client that could not connect, and asks the factory for another.
    return pool.on('connectionError', () => clients--);
  }

  function targetOf(url: string): Target {
    const known = targets.get(url);
    if (known) return known;
    const parsed = publicOnly ? assertPublicUrl(url) : parse(url);
    let origin = origins.get(parsed.origin);
    if (!origin) origins.set(parsed.origin, (origin = originOf(parsed.host, openPool(parsed.origin))));
    const target = { origin, path: parsed.pathname + parsed.search };
    if (targets.size >= knownTargets) targets.clear();
    targets.set(url, target);
    return target;
  }

  return {
    request(request) {
      return new Promise((resolve, reject) => {
        if (closed) throw new LlmrrError('not-initialized', 'the transport is closed; open another one');
        const { origin, path } = targetOf(request.url);
        const { signal } = request;
        if (signal?.aborted) throw abortError(signal, 'connect', origin.host);
        origin.dispatch(
          {
            path,
            method: request.method ?? 'GET',
            headers: request.headers ?? null,
            body: request.body ?? null,
            headersTimeout: request.headersTimeoutMs ?? headersTimeoutMs,
            bodyTimeout: request.idleTimeoutMs ?? idleTimeoutMs,
          },
          new Exchange(origin, request.maxResponseBytes ?? maxResponseBytes, signal, { resolve, reject }),
        );
      });
    },
    close() {
      closed ??= Promise.all([...origins.values()].map(({ pool }) => pool.destroy())).then(() => {
        origins.clear();
        targets.clear();
      });
      return closed;
    },
  };
}

function parse(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed;
  throw new LlmrrError('invalid-request', `expected an absolute http or https URL, found ${JSON.stringify(url.slice(0, 100))}`);
}
