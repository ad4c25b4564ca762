import { LlmrrError, type StreamPart } from '@llmrr/core';

import { answerReader, type AnswerReaderOptions } from './answer-reader.ts';
import { eventError } from './errors.ts';
import { wireMessage } from './wire.ts';

/** A whole message, read as the stream that it stands for: one way for both, so both give the same parts. `bytes` go along for relay. */
export function fromWire(body: unknown, { bytes, ...options }: AnswerReaderOptions & { readonly bytes?: Uint8Array | undefined }): StreamPart[] {
  const parsed = wireMessage.safeParse(body);
  if (!parsed.success) {
    if (typeof body === 'object' && body !== null && 'error' in body) throw eventError(body, options.context);
    throw new LlmrrError('bad-gateway', `${options.model}: ${options.context.provider} answered JSON that is no message; expected content, ${parsed.error.issues[0]?.message ?? 'found none'}; check that baseUrl points at the API`);
  }
  const { content, id, model, usage, stop_reason, stop_sequence, stop_details, container } = parsed.data;
  const reader = answerReader(options);
  const parts: StreamPart[] = [];
  reader.read({ type: 'message_start', message: { id, model } }, parts);
  const [start] = parts;
  if (start && bytes) parts[0] = { ...start, raw: { dialect: 'anthropic', bytes } };
  for (const [index, block] of content.entries()) {
    reader.read({ type: 'content_block_start', index, content_block: block }, parts);
    reader.read({ type: 'content_block_stop', index }, parts);
  }
  reader.read({ type: 'message_delta', delta: { stop_reason, stop_sequence, stop_details, container }, usage }, parts);
  reader.read({ type: 'message_stop' }, parts);
  return parts;
}
