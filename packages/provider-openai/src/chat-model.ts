import type { LanguageCall, LanguageModel, ModelCard } from '@llmrr/core';

import { chatAnswer } from './chat-answer.ts';
import { chatEvents } from './chat-events.ts';
import { chatRequest } from './chat-request.ts';
import { jsonOf, streamKind, type Connection } from './connection.ts';
import { PartSink } from './part-sink.ts';
import { eventSource, partStream, wholeSource, type PartSource } from './part-stream.ts';

/** A model behind POST /chat/completions; `model` is the vendor's name of it. */
export function chatModel(connection: Connection, model: string, card: ModelCard): LanguageModel {
  const { id } = card;
  const { name: provider, preset } = connection;
  const asked = connection.asked(model);
  const options = { provider, model, preset };

  async function open(call: LanguageCall): Promise<PartSource> {
    const stream = call.delivery !== 'whole';
    const elsewhere = call.continueFrom && connection.baseUrl === preset.baseUrl ? preset.prefill?.baseUrl : undefined;
    const response = await connection.send('/chat/completions', asked, {
      body: chatRequest(call, options),
      signal: call.signal,
      stream,
      baseUrl: elsewhere,
    });
    if (!stream || (await streamKind(response, asked)) === 'json') {
      const { body, bytes } = await jsonOf(response, asked);
      return wholeSource(chatAnswer(body, bytes, id, asked));
    }
    const sink = new PartSink('openai-chat');
    return eventSource(response, chatEvents(id, asked, sink, preset.doneMarker), sink, id);
  }

  return { id, card, stream: (call) => partStream(() => open(call), call.signal) };
}
