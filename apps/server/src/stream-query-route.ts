import { encodeEvent } from '@llmrr/http';
import { LlmrrError, openAiError } from '@llmrr/core';
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from './gateway-context.ts';
import { toError } from './send-error.ts';
import { textStream, type TextFrames } from './text-stream.ts';

const frame = (value: { readonly text: string; readonly finished: boolean; readonly error?: string }): string => encodeEvent({ data: JSON.stringify(value) });

const frames: TextFrames = {
  contentType: 'text/event-stream',
  text: (text) => frame({ text, finished: false }),
  end: () => frame({ text: '', finished: true }),
  failure: (error) => frame({ text: '', finished: true, error: openAiError(toError(error)).error.message }),
};

/** Frames of `{text, finished}`; the last one is finished and without text. */
export function streamQueryRoute(fastify: FastifyInstance, { answer, settings }: GatewayContext): void {
  fastify.get('/stream-query', (request, reply) =>
    answer(request, reply, (exchange) => {
      const { question, model } = request.query as { question?: unknown; model?: unknown };
      if (typeof question !== 'string' || question.trim() === '') {
        throw new LlmrrError('invalid-request', 'question: expected a text, as in /stream-query?question=hello', { details: { param: 'question' } });
      }
      const call = exchange.call({ messages: [{ role: 'user', content: question }] }, 'parts');
      return textStream(exchange, settings, call, typeof model === 'string' ? model : undefined, frames);
    }),
  );
}
