import { chatRequest, repeated } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import { chatDialect } from './dialect.ts';
import type { GatewayContext } from './gateway-context.ts';
import { streamedAnswer } from './streamed-answer.ts';
import { wholeAnswer } from './whole-answer.ts';

export function chatRoute(fastify: FastifyInstance, { answer, settings }: GatewayContext): void {
  fastify.post('/v1/chat/completions', (request, reply) =>
    answer(request, reply, (exchange) => {
      const { call, choices, stream, ...asked } = chatRequest(request.body);
      const calls = repeated(exchange.call(call, stream ? 'parts' : 'whole'), choices);
      return stream ? streamedAnswer(exchange, settings, chatDialect, { ...asked, calls }) : wholeAnswer(exchange, settings, chatDialect, { ...asked, calls });
    }),
  );
}
