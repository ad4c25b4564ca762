import type { ModelCard, ModelEntry } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from './gateway-context.ts';

/** OpenAI's model object, and under `llmrr` what else is known of it. */
export interface ModelObject {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: string;
  readonly llmrr?: CardObject;
}

export interface CardObject extends Omit<ModelCard, 'capabilities' | 'id'> {
  readonly capabilities: readonly string[];
}

/** `entry` is what the registration says; its description is better than the file's. */
export function cardObject({ id: _id, capabilities, ...card }: ModelCard, entry?: Pick<ModelEntry, 'description'>): CardObject {
  return { ...card, ...(entry?.description !== undefined && { description: entry.description }), capabilities: [...capabilities] };
}

export function modelRoutes(fastify: FastifyInstance, { answer, settings: { router } }: GatewayContext): void {
  const createdSeconds = Math.floor(router.clock.wall() / 1000);

  const objects = async (): Promise<readonly ModelObject[]> => {
    const cards = new Map(router.modelStatus().map(({ id, card }) => [id, card]));
    const entries = await router.listModels();
    return entries.map((entry) => {
      const card = cards.get(entry.id);
      return { id: entry.id, object: 'model', created: createdSeconds, owned_by: card?.provider ?? entry.provider ?? 'unknown', ...(card && { llmrr: cardObject(card, entry) }) };
    });
  };
  /** Not a model but a name that every chat route takes in the place of one. */
  const auto: ModelObject = { id: 'auto', object: 'model', created: createdSeconds, owned_by: 'llmrr' };

  fastify.get('/v1/models', (request, reply) =>
    answer(request, reply, async (exchange) => {
      exchange.sendJson({ object: 'list', data: [...(await objects()), auto] });
    }),
  );
  // Ids hold colons and slashes.
  fastify.get('/v1/models/*', (request, reply) =>
    answer(request, reply, async (exchange) => {
      const name = (request.params as { '*': string })['*'];
      if (name === 'auto') return exchange.sendJson(auto);
      const { id } = await router.resolveModel(name);
      exchange.sendJson((await objects()).find((model) => model.id === id)!);
    }),
  );
}
