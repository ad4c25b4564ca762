import { LlmrrError } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import { sendError, toError } from './send-error.ts';
import type { Settings } from './server-options.ts';

/** 404 that says where the routes are listed, 405 with the methods that there are, and every other failure outside of a handler. */
export function wrongRoutes(fastify: FastifyInstance, { log }: Settings): void {
  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace('*', '.+')}$`);
    routes.push({ pattern, methods: [method].flat() });
  });
  fastify.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    const allow = [...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))];
    const error =
      allow.length > 0
        ? new LlmrrError('method-not-allowed', `${path} takes ${allow.join(', ')}, not ${request.method}`, { details: { allow: allow.join(', ') } })
        : new LlmrrError('not-found', `there is no route ${request.method} ${path.slice(0, 200)}; GET /docs lists those that there are`);
    sendError(reply, error, request.id);
  });
  fastify.setErrorHandler((thrown, request, reply) => {
    const error = toError(thrown);
    if (error.code === 'internal') log({ level: 'error', message: 'a request failed inside the gateway', requestId: request.id, error: thrown });
    sendError(reply, error, request.id);
  });
}
