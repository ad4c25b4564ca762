import { abortError, handOver, type Clock, type LanguageCall, type LanguageModel, type LlmrrError, type ModelCard, type Opened, type StreamPart } from '@llmrr/core';
import { headerOf, notJson, readJson, type HttpResponse } from '@llmrr/http';

import type { AnswerReaderOptions } from './answer-reader.ts';
import { answerText } from './answer-text.ts';
import type { Connection } from './connection.ts';
import { responseError, type ErrorContext } from './errors.ts';
import { fromWire } from './from-wire.ts';
import { modelTraits } from './model-traits.ts';
import { readStream } from './stream.ts';
import { toWire, type WireRequest } from './to-wire.ts';

export interface LanguageModelOptions {
  readonly card: ModelCard;
  readonly connection: Connection;
  readonly version: string | undefined;
  readonly apiKey: string | undefined;
  readonly clock: Pick<Clock, 'wall'>;
  readonly assertOpen: () => void;
}

/** Beyond it an answer in one piece takes minutes without a byte, which connections do not survive; it is streamed then. */
const longestWholeTokens = 8_192;

export function languageModel({ card, connection, version, apiKey, clock, assertOpen }: LanguageModelOptions): LanguageModel {
  const traits = modelTraits(card.name);
  const context: ErrorContext = { about: card.id, provider: card.provider, apiKey };

  async function send(request: WireRequest, call: LanguageCall, stream: boolean): Promise<HttpResponse> {
    const attempt = (maxTokens: number): Promise<HttpResponse> =>
      connection.send({
        path: '/v1/messages',
        version: request.version,
        betas: request.betas,
        json: { ...request.body, max_tokens: maxTokens, stream },
        signal: call.signal,
      });
    const response = await attempt(request.body.max_tokens);
    if (response.status === 200) return response;
    const error = await failure(response);
    const room = roomLeft(error);
    // Older models refuse a limit that does not fit behind the prompt; where the limit was ours, we take what fits.
    if (call.maxTokens !== undefined || room === undefined || room >= request.body.max_tokens) throw error;
    const again = await attempt(room);
    if (again.status !== 200) throw await failure(again);
    return again;
  }

  async function failure(response: HttpResponse): Promise<LlmrrError> {
    const { status, headers } = response;
    return responseError({ status, headers, bytes: await response.bytes() }, clock.wall(), context);
  }

  async function open(call: LanguageCall): Promise<Opened<StreamPart>> {
    assertOpen();
    const request = toWire(call, { card, traits, version });
    const whole = call.delivery === 'whole' && request.body.max_tokens <= longestWholeTokens;
    const response = await send(request, call, !whole);
    const text = answerText({ model: card.id, heldBack: request.heldBack, jsonBehind: request.jsonBehind });
    const options: AnswerReaderOptions = { model: card.id, context, text };
    const type = headerOf(response.headers, 'content-type') ?? '';
    if (type.includes('text/event-stream')) {
      // The caller of a whole answer relays JSON, so the bytes of events are no use to it.
      return { head: [], rest: readStream(response, { ...options, relay: call.delivery !== 'whole' && !text, signal: call.signal }) };
    }
    const bytes = await response.bytes();
    if (!type.includes('json')) throw notJson(bytes.subarray(0, 200).toString('utf8'), response.headers, card.provider);
    // Some proxies answer in one piece whatever was asked for; then no one expects JSON to relay.
    const parts = fromWire(readJson(bytes, response.headers, card.provider), { ...options, ...(call.delivery === 'whole' && !text && { bytes }) });
    return { head: [], rest: each(parts, call.signal) };
  }

  return {
    id: card.id,
    card,
    stream: (call) => handOver(() => open(call)),
  };
}

/** Parts that have already arrived are not the caller's any more once it has aborted. */
async function* each(parts: readonly StreamPart[], signal: AbortSignal | undefined): AsyncGenerator<StreamPart, void, undefined> {
  for (const part of parts) {
    if (signal?.aborted) throw abortError(signal);
    yield part;
  }
}

/** What the API itself counted as left for the answer. */
function roomLeft({ code, details }: LlmrrError): number | undefined {
  if (code !== 'context-overflow') return undefined;
  const { promptTokens, maxTokens, contextTokens } = details ?? {};
  if (typeof promptTokens !== 'number' || typeof contextTokens !== 'number' || maxTokens === undefined) return undefined;
  return contextTokens > promptTokens ? contextTokens - promptTokens : undefined;
}
