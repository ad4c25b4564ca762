import { requestError } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { GatewayContext } from './gateway-context.ts';
import { textStream, type TextFrames } from './text-stream.ts';

/** Fields beside the prompt are those of today, for clients that move on step by step. */
export const generateBody = z.looseObject({
  prompt: z.string(),
  model: z.string().optional(),
  maxTokens: z.number().int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
});

const frames: TextFrames = {
  contentType: 'text/plain; charset=utf-8',
  text: (text) => text,
  end: () => '',
  failure: () => undefined,
};

/** The route of old clients, which read the answer's text as it comes. */
export function generateRoute(fastify: FastifyInstance, { answer, settings }: GatewayContext): void {
  fastify.post('/api/generate', (request, reply) =>
    answer(request, reply, (exchange) => {
      const parsed = generateBody.safeParse(request.body);
      if (!parsed.success) throw requestError(parsed.error, 'body');
      const { prompt, model, maxTokens, temperature } = parsed.data;
      const call = exchange.call(
        { messages: [{ role: 'user', content: prompt }], ...(maxTokens !== undefined && { maxTokens }), ...(temperature !== undefined && { temperature }) },
        'parts',
      );
      return textStream(exchange, settings, call, model, frames);
    }),
  );
}
