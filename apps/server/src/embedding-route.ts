import { embeddingList, embeddingRequest } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from './gateway-context.ts';

export function embeddingRoute(fastify: FastifyInstance, { answer, settings: { router } }: GatewayContext): void {
  fastify.post('/v1/embeddings', (request, reply) =>
    answer(request, reply, async (exchange) => {
      const { call, model, format } = embeddingRequest(request.body);
      const tenant = request.headers['x-llmrr-tenant'];
      const embeddings = await router.embeddings(
        { ...call, signal: exchange.signal, context: { requestId: exchange.requestId, ...(typeof tenant === 'string' && { tenant }) } },
        model,
      );
      const body = JSON.stringify(embeddingList(embeddings, format, call.values.reduce((sum, { length }) => sum + length, 0)));
      const headers = { 'content-type': 'application/json', 'x-llmrr-request-id': exchange.requestId, 'x-llmrr-model': encodeURI(embeddings.model), 'x-llmrr-latency-ms': exchange.latencyMs.toFixed(1) };
      exchange.send(200, headers, body);
    }),
  );
}
