import { strategies } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from './gateway-context.ts';
import { cardObject } from './model-routes.ts';

/** Everything that the page shows beside the chat. */
export function statusRoute(fastify: FastifyInstance, { answer, settings: { router }, inFlight }: GatewayContext): void {
  fastify.get('/api/status', (request, reply) =>
    answer(request, reply, async (exchange) => {
      const { status, reasons, models } = router.checkHealth();
      const entries = new Map((await router.listModels()).map((entry) => [entry.id, entry]));
      exchange.sendJson({
        ...router.getStatus(),
        health: { status, reasons },
        strategies: Object.keys(strategies),
        running: inFlight.count - 1,
        metrics: router.getMetrics(),
        models: models.map(({ card, ...model }) => ({ ...model, card: card && cardObject(card, entries.get(model.id)) })),
      });
    }),
  );
}
