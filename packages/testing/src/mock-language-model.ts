import { LlmrrError, type Clock, type LanguageCall, type LanguageModel, type StreamPart } from '@llmrr/core';
import { think } from './brain.ts';
import { delay, throwIfAborted } from './delay.ts';
import { cardOf } from './mock-card.ts';
import type { MockFailures } from './mock-failures.ts';
import type { MockSettings } from './mock-options.ts';

interface Options {
  readonly id: string;
  readonly uri: string;
  readonly name: string;
  readonly settings: MockSettings;
  readonly failures: MockFailures;
  readonly clock: Clock;
}

/** Answers from the prompt alone and says `[mock]` in front, so that nobody takes it for a model. */
export function mockLanguageModel({ id, uri, name, settings, failures, clock }: Options): LanguageModel {
  const what = `mock model '${id}'`;
  let closed = false;
  let responses = 0;

  async function* stream(call: LanguageCall): AsyncGenerator<StreamPart> {
    if (closed) throw new LlmrrError('not-initialized', `${what} is closed; open it again`);
    throwIfAborted(call.signal, what);
    const failure = failures.next();
    await delay(clock, settings.latencyMs, { signal: call.signal, what });
    if (failure && settings.failAfterParts === 0) throw failure;
    check(call, what);
    const thought = think(call, settings.reply, { mark: '[mock] ' });
    if (thought.usage.inputTokens + (call.maxTokens ?? 0) > settings.contextTokens) {
      throw new LlmrrError('context-overflow', `${what} holds ${settings.contextTokens} tokens; the prompt has ${thought.usage.inputTokens} and maxTokens is ${call.maxTokens ?? 'not given'}: shorten one of them`);
    }
    yield { type: 'start', model: id, vendorModel: name, responseId: `${id}-${++responses}` };
    let sent = 0;
    for (const part of contentOf(thought, responses)) {
      if (failure && sent === settings.failAfterParts) throw failure;
      if (sent++ > 0) await delay(clock, settings.partDelayMs, { signal: call.signal, what });
      throwIfAborted(call.signal, what);
      yield part;
    }
    if (failure) throw failure;
    throwIfAborted(call.signal, what);
    yield { type: 'usage', usage: { ...thought.usage, estimated: true } };
    yield { type: 'finish', reason: thought.reason, ...(thought.stopSequence !== undefined && { stopSequence: thought.stopSequence }) };
  }

  return {
    id,
    card: cardOf(id, ['text-generation', 'tools', 'parallel-tools', 'json', 'json-schema', 'reasoning', 'prefill'], {
      provider: 'mock',
      name,
      contextTokens: settings.contextTokens,
      description: `A mock: '${uri}' answers from a small table and echoes the rest. It is no language model.`,
    }),
    stream,
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

function check({ messages, maxTokens }: LanguageCall, what: string): void {
  if (messages.length === 0) throw new LlmrrError('invalid-request', `${what} was called without messages; give at least one`);
  if (maxTokens !== undefined && maxTokens < 1) throw new LlmrrError('invalid-request', `${what}: maxTokens is ${maxTokens}; it must be at least 1`);
}

/** Words one by one, arguments in two pieces, as the APIs stream them. */
function* contentOf(thought: ReturnType<typeof think>, response: number): Generator<StreamPart> {
  let index = 0;
  if (thought.reasoning.length > 0) {
    for (const text of thought.reasoning) yield { type: 'reasoning', index, text };
    index++;
  }
  for (const text of thought.text) yield { type: 'text', index, text };
  if (thought.text.length > 0) index++;
  for (const { name, arguments: json } of thought.toolCalls) {
    const half = Math.ceil(json.length / 2);
    yield { type: 'tool-call', index, id: `mock_${response}_${index}`, name, arguments: json.slice(0, half) };
    yield { type: 'tool-call', index, arguments: json.slice(half) };
    index++;
  }
}
