import { LlmrrError, type LanguageCall, type LanguageModel, type ModelCard, type StreamPart } from '@llmrr/core';

import { bodyError, type Asked } from './api-error.ts';
import { jsonOf, streamKind, type Connection } from './connection.ts';
import { PartSink } from './part-sink.ts';
import { eventSource, partStream, wholeSource, type PartSource } from './part-stream.ts';
import { responsesEvents } from './responses-events.ts';
import { ResponsesReader } from './responses-reader.ts';
import { responsesRequest } from './responses-request.ts';
import { list, record } from './wire.ts';

/** A model behind POST /responses: the only door of some, and the one that keeps thoughts between turns. */
export function responsesModel(connection: Connection, model: string, known: ModelCard): LanguageModel {
  // This API has no way to continue a text.
  const card = { ...known, capabilities: new Set([...known.capabilities].filter((capability) => capability !== 'prefill')) };
  const { id } = card;
  const { name: provider, preset } = connection;
  const asked = connection.asked(model);
  const options = { provider, model, preset };

  async function open(call: LanguageCall): Promise<PartSource> {
    const stream = call.delivery !== 'whole';
    const response = await connection.send('/responses', asked, { body: responsesRequest(call, options), signal: call.signal, stream });
    if (!stream || (await streamKind(response, asked)) === 'json') {
      const { body, bytes } = await jsonOf(response, asked);
      return wholeSource(responsesAnswer(body, bytes, id, asked));
    }
    const sink = new PartSink('openai-responses');
    return eventSource(response, responsesEvents(id, asked, sink), sink, id);
  }

  return { id, card, stream: (call) => partStream(() => open(call), call.signal) };
}

/** The parts of a whole response; its JSON rides on `start`. */
function responsesAnswer(body: unknown, bytes: Uint8Array, model: string, asked: Asked): readonly StreamPart[] {
  const answer = record(body);
  if (answer['error']) throw bodyError(answer['error'], asked);
  if (!Array.isArray(answer['output'])) {
    throw new LlmrrError('bad-gateway', `${asked.provider} answered JSON without output; check that baseUrl points at an API with /responses`, {
      details: { provider: asked.provider, model, fields: Object.keys(answer).slice(0, 20) },
    });
  }
  const parts: StreamPart[] = [];
  const reader = new ResponsesReader(model, asked, { add: (part) => parts.push(part) });
  reader.start(answer);
  for (const [position, item] of list(answer['output']).entries()) reader.item(String(position), record(item));
  reader.finish(answer);
  const [start, ...rest] = parts as [StreamPart, ...StreamPart[]];
  return [{ ...start, raw: { dialect: 'openai-responses', bytes } }, ...rest];
}
