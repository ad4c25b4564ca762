import { LlmrrError, type StreamPart } from '@llmrr/core';

import { bodyError, type Asked } from './api-error.ts';
import { ChatReader } from './chat-reader.ts';
import { list, record } from './wire.ts';

/** The parts of a whole chat completion; its JSON rides on `start`. */
export function chatAnswer(body: unknown, bytes: Uint8Array, model: string, asked: Asked): readonly StreamPart[] {
  const answer = record(body);
  const choice = record(list(answer['choices']).find((entry) => (record(entry)['index'] ?? 0) === 0));
  if (answer['error'] && !choice['message']) throw bodyError(answer['error'], asked);
  if (typeof choice['message'] !== 'object' || choice['message'] === null) {
    throw new LlmrrError('bad-gateway', `${asked.provider} answered JSON without choices[0].message; check that baseUrl points at an OpenAI-compatible API`, {
      details: { provider: asked.provider, model, fields: Object.keys(answer).slice(0, 20) },
    });
  }
  const parts: StreamPart[] = [];
  const reader = new ChatReader(model, asked, { add: (part) => parts.push(part) });
  reader.start(answer);
  reader.choice(choice, record(choice['message']));
  reader.usage(answer['usage'] ?? record(answer['x_groq'])['usage']);
  reader.finish();
  const [start, ...rest] = parts as [StreamPart, ...StreamPart[]];
  return [{ ...start, raw: { dialect: 'openai-chat', bytes } }, ...rest];
}
