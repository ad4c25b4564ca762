import { completionRequest } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import { completionDialect } from './dialect.ts';
import type { GatewayContext } from './gateway-context.ts';
import { streamedAnswer } from './streamed-answer.ts';
import { wholeAnswer } from './whole-answer.ts';

export function completionRoute(fastify: FastifyInstance, { answer, settings }: GatewayContext): void {
  fastify.post('/v1/completions', (request, reply) =>
    answer(request, reply, (exchange) => {
      const { calls: given, stream, ...asked } = completionRequest(request.body);
      const calls = given.map((call) => exchange.call(call, stream ? 'parts' : 'whole'));
      return stream ? streamedAnswer(exchange, settings, completionDialect, { ...asked, calls }) : wholeAnswer(exchange, settings, completionDialect, { ...asked, calls });
    }),
  );
}
