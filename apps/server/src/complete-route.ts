import { chatRequest, requestError } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { chatDialect } from './dialect.ts';
import type { GatewayContext } from './gateway-context.ts';
import { wholeAnswer } from './whole-answer.ts';

export const useCases = ['code_generation', 'architecture_design', 'debugging', 'documentation', 'chat_conversation', 'memory_processing', 'workflow_coordination', 'general_purpose'] as const;
export const modelTiers = ['premium', 'standard', 'economy'] as const;

/** CompletionRequest of the Python gateway whose clients may come here unchanged. */
export const completeBody = z.strictObject({
  messages: z.union([z.string(), z.array(z.unknown()).min(1)]),
  use_case: z.enum(useCases).default('general_purpose'),
  tier: z.enum(modelTiers).default('standard'),
  model: z.string().nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.number().int().positive().nullish(),
});

export function completeRoute(fastify: FastifyInstance, { answer, settings }: GatewayContext): void {
  fastify.post('/complete', (request, reply) =>
    answer(request, reply, (exchange) => {
      const parsed = completeBody.safeParse(request.body);
      if (!parsed.success) throw requestError(parsed.error, 'body');
      const { use_case: useCase, tier, messages, ...options } = parsed.data;
      const { call, ...asked } = chatRequest({ ...options, messages: typeof messages === 'string' ? [{ role: 'user', content: messages }] : messages });
      return wholeAnswer(exchange, settings, chatDialect, { ...asked, calls: [exchange.call(call, 'whole', { useCase, tier })] });
    }),
  );
}
