import { LlmrrError } from '@llmrr/core';
import { parseJson, type DecodedEvent } from '@llmrr/http';

import { bodyError, type Asked } from './api-error.ts';
import type { PartSink } from './part-sink.ts';
import type { EventTranslator } from './part-stream.ts';
import { ResponsesReader } from './responses-reader.ts';
import { number, record, string, type Wire } from './wire.ts';

/** The events of POST /responses with `stream: true`; `response.completed` or `.incomplete` is the terminal marker. */
export function responsesEvents(model: string, asked: Asked, sink: PartSink): EventTranslator {
  const reader = new ResponsesReader(model, asked, sink);
  let done = false;
  let malformed = 0;

  function translate(event: Wire): void {
    const key = String(number(event['output_index']) ?? 0);
    const part = `${key}.${number(event['content_index']) ?? 0}`;
    const delta = string(event['delta']) ?? '';
    switch (event['type']) {
      case 'response.created':
        return reader.start(record(event['response']));
      case 'response.output_item.added': {
        const item = record(event['item']);
        if (item['type'] === 'function_call') reader.toolCall(key, item);
        return;
      }
      case 'response.output_text.delta':
        return reader.text(part, delta, event['logprobs']);
      case 'response.refusal.delta':
        return reader.refusal(part, delta);
      case 'response.reasoning_summary_part.added':
        return reader.section(key);
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return reader.reasoning(key, delta);
      case 'response.function_call_arguments.delta':
        return reader.toolArguments(key, delta);
      case 'response.output_item.done':
        return reader.item(key, record(event['item']));
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        reader.finish(record(event['response']));
        done = true;
        return;
      case 'error':
        throw bodyError(event['error'] ?? event, asked);
    }
  }

  return {
    get done() {
      return done;
    },
    event({ data }: DecodedEvent) {
      const parsed = parseJson(data);
      if (parsed !== undefined) return translate(record(parsed));
      if (data !== '[DONE]') malformed++;
      sink.skip();
    },
    end() {
      throw new LlmrrError('stream-cut', `the stream of ${model} ended before response.completed`, {
        details: { provider: asked.provider, model, phase: 'body', ...(malformed > 0 && { malformedEvents: malformed }) },
      });
    },
  };
}
