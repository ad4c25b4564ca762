import type { AddressInfo } from 'node:net';
import { LlmrrError } from '@llmrr/core';
import { publicFolder } from '@llmrr/demo';
import createFastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { chatRoute } from './chat-route.ts';
import { completeRoute } from './complete-route.ts';
import { completionRoute } from './completion-route.ts';
import { decisionHeaderNames } from './decision-headers.ts';
import { embeddingRoute } from './embedding-route.ts';
import { explainRoute } from './explain-route.ts';
import { gatewayContext } from './gateway-context.ts';
import { generateRoute } from './generate-route.ts';
import { healthRoutes } from './health-routes.ts';
import { InFlight } from './in-flight.ts';
import { jsonBodies } from './json-body.ts';
import { keyCheck } from './keys.ts';
import { modelRoutes } from './model-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { sendError } from './send-error.ts';
import { settingsOf, type ServerOptions, type Settings } from './server-options.ts';
import { statusRoute } from './status-route.ts';
import { streamQueryRoute } from './stream-query-route.ts';
import { visitorCheck } from './visitor-check.ts';
import { wrongRoutes } from './wrong-route.ts';

export interface Gateway {
  /** For routes of your own; add them before `listen`. */
  readonly fastify: FastifyInstance;
  /** Initializes the router and opens the port. */
  listen(): Promise<{ readonly url: string; readonly host: string; readonly port: number }>;
  /** Refuses new requests, lets running ones finish for `graceMs`, then ends them with an error; closes the router last. Again: waits for the first. */
  close(): Promise<void>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Is looked at by people, with a browser. */
    page?: boolean;
  }
}

/** An OpenAI-compatible gateway in front of a router. Opens nothing before `listen`. Throws `invalid-config` for a binding that would let anybody in. */
export function server(options: ServerOptions): Gateway {
  const settings = settingsOf(options, publicFolder);
  const inFlight = new InFlight();
  const context = gatewayContext(settings, inFlight);
  const fastify: FastifyInstance = createFastify({
    logger: false,
    bodyLimit: settings.bodyLimitBytes,
    trustProxy: typeof settings.trustProxy === 'object' ? [...settings.trustProxy] : settings.trustProxy,
    // Longer than the minute after which load balancers let go of a connection: they must be the ones to close it.
    keepAliveTimeout: 75_000,
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply) => sendError(reply as FastifyReply, new LlmrrError('invalid-request', `the path ${request.url.slice(0, 100)} is not well-formed: expected percent-encoded UTF-8`), request.id),
    genReqId: () => settings.router.newId(),
    routerOptions: { maxParamLength: 1_000 },
  });

  wrongRoutes(fastify, settings);
  jsonBodies(fastify);
  atTheDoor(fastify, settings, inFlight);
  const check = keyCheck(settings.keys);
  healthRoutes(fastify, context, (headers) => {
    try {
      check(headers);
      return true;
    } catch {
      return false;
    }
  });
  pageRoutes(fastify, context);
  fastify.register(async (paid) => {
    if (settings.keys.length > 0) {
      paid.addHook('onRequest', (request, _reply, done) => {
        check(request.headers);
        done();
      });
    }
    for (const route of [chatRoute, completionRoute, embeddingRoute, modelRoutes, explainRoute, completeRoute, generateRoute, streamQueryRoute, statusRoute]) route(paid, context);
  });

  let closing: Promise<void> | undefined;
  return {
    fastify,
    async listen() {
      const { router, host, port } = settings;
      await router.initialize();
      try {
        await fastify.listen({ host, port });
      } catch (cause) {
        if ((cause as { code?: unknown }).code !== 'EADDRINUSE') throw cause;
        throw new LlmrrError('invalid-config', `port ${port} of ${host} is taken; stop what listens there, or set server.port (0 takes a free one)`, { cause, details: { param: 'server.port' } });
      }
      const { address, port: bound } = fastify.server.address() as AddressInfo;
      return { host: address, port: bound, url: `http://${address.includes(':') ? `[${address}]` : address}:${bound}` };
    },
    close() {
      closing ??= (async () => {
        const drained = inFlight.drain(settings.graceMs);
        const closed = fastify.close();
        await drained;
        await allGone(fastify, closed);
        await settings.router.close();
      })();
      return closing;
    },
  };
}

/** Connections that clients keep open for later would hold the port for a minute. */
async function allGone({ server: http }: FastifyInstance, closed: Promise<void>): Promise<void> {
  http.closeIdleConnections();
  const timer = setTimeout(() => http.closeAllConnections(), 250);
  await closed;
  clearTimeout(timer);
}

/** What every request passes first, whatever the route. */
function atTheDoor(fastify: FastifyInstance, settings: Settings, inFlight: InFlight): void {
  const visitor = visitorCheck(settings);
  fastify.addHook('onRequest', (request, reply, done) => {
    const { headers } = request.raw;
    const echoed = headers['x-request-id'];
    if (typeof echoed === 'string' && /^[\x21-\x7e]{1,200}$/.test(echoed)) reply.raw.setHeader('x-request-id', echoed);
    const origin = visitor(headers, request.routeOptions.config.page === true);
    if (origin !== undefined) {
      reply.raw.setHeader('access-control-allow-origin', origin);
      reply.raw.setHeader('access-control-expose-headers', `${decisionHeaderNames}, retry-after`);
      reply.raw.setHeader('vary', 'origin');
      if (request.method === 'OPTIONS') {
        const asked = headers['access-control-request-headers'];
        reply.hijack();
        reply.raw
          .writeHead(204, { 'access-control-allow-methods': 'GET, POST', 'access-control-max-age': '600', ...(typeof asked === 'string' && { 'access-control-allow-headers': asked }) })
          .end();
        return;
      }
    }
    if (inFlight.draining) {
      reply.raw.setHeader('connection', 'close');
      if (request.routeOptions.url !== '/ready' && request.routeOptions.url !== '/health') throw new LlmrrError('unavailable', 'the gateway is shutting down', { retryAfterMs: 1_000 });
    }
    done();
  });
}
