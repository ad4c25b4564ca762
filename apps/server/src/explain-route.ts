import { chatRequest } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from './gateway-context.ts';

/** What would happen to a chat request now, without calling a model. */
export function explainRoute(fastify: FastifyInstance, { answer, settings: { router } }: GatewayContext): void {
  fastify.post('/v1/route/explain', (request, reply) =>
    answer(request, reply, async (exchange) => {
      const { call, stream, ...pick } = chatRequest(request.body);
      const { strategy, order, candidates, excluded } = await router.explain(exchange.call(call, stream ? 'parts' : 'whole'), pick);
      exchange.sendJson({ object: 'route.plan', strategy, order: order.map(({ model }) => model.id), candidates, excluded });
    }),
  );
}
