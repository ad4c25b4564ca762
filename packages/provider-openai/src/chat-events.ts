import { LlmrrError } from '@llmrr/core';
import { parseJson, type DecodedEvent } from '@llmrr/http';

import { bodyError, type Asked } from './api-error.ts';
import { ChatReader } from './chat-reader.ts';
import type { PartSink } from './part-sink.ts';
import type { EventTranslator } from './part-stream.ts';
import { list, record } from './wire.ts';

/** Loose, so that events of the usual size need not be looked through before they are parsed. */
const maxDepth = 512;

/** The events of POST /chat/completions with `stream: true`. */
export function chatEvents(model: string, asked: Asked, sink: PartSink, doneMarker: boolean): EventTranslator {
  const reader = new ChatReader(model, asked, sink);
  let done = false;
  let malformed = 0;

  const cut = (what: string): LlmrrError =>
    new LlmrrError('stream-cut', `the stream of ${model} ${what}`, { details: { provider: asked.provider, model, phase: 'body', ...(malformed > 0 && { malformedEvents: malformed }) } });

  return {
    get done() {
      return done;
    },
    event({ data, event }: DecodedEvent) {
      if (data === '[DONE]') {
        if (!reader.started) throw cut('ended before its first piece');
        reader.finish();
        done = true;
        return;
      }
      const parsed = data.charCodeAt(0) === 0x7b ? parseJson(data, maxDepth) : undefined;
      if (parsed === undefined) {
        // Skipped, for the stream may still come to its proper end; if not, the error tells.
        if (data.trim() !== '') malformed++;
        return sink.skip();
      }
      const chunk = record(parsed);
      if (chunk['error'] || event === 'error') throw bodyError(chunk['error'] ?? chunk, asked);
      reader.start(chunk);
      const choices = list(chunk['choices']);
      for (const entry of choices) {
        const choice = record(entry);
        // More than one choice is asked for only by `vendor` fields, and reaches those who read the raw bytes.
        if (choice['index'] === undefined || choice['index'] === 0) reader.choice(choice, record(choice['delta'] ?? choice['message']));
      }
      const usage = chunk['usage'] ?? record(chunk['x_groq'])['usage'];
      if (usage) {
        if (choices.length > 0) sink.settle();
        reader.usage(usage);
      }
      if (choices.length === 0 || reader.finished) reader.extras(chunk);
    },
    end() {
      if (doneMarker || !reader.finished) {
        throw cut(reader.finished ? 'ended without [DONE], so something may be missing' : 'ended before the model had finished');
      }
      sink.event(0, 0);
      reader.finish();
      done = true;
    },
  };
}
