import { describe, expect, test } from '@jest/globals';
import type { LanguageCall, LanguageModel, Source, StreamPart } from '@llmrr/core';
import { embeddingModelContract, languageModelContract, mock, scriptedEmbedding, type ContractCapability } from './index.ts';

const source: Source = { uri: 'mock:test', scheme: 'mock', rest: 'test' };
const open = () => mock().languageModel!(source);
const capabilities: readonly ContractCapability[] = ['tools', 'tool-choice', 'json', 'json-schema', 'prefill'];

describe('the language model contract on mock:test', () => {
  for (const { name, run } of languageModelContract({ open, capabilities })) test(name, run);
});

describe('the embedding model contract on mock:test', () => {
  for (const { name, run } of embeddingModelContract({ open: () => mock().embeddingModel!(source), dimensions: 32 })) test(name, run);
});

describe('the embedding model contract on a scripted model', () => {
  for (const { name, run } of embeddingModelContract({ open: async () => scriptedEmbedding({ id: 'vectors', dimensions: 48 }) })) test(name, run);
});

/** Each breaks one promise; the contract must notice it in just that case. */
const faults: readonly (readonly [fault: string, caught: string, breakIt: (model: LanguageModel) => LanguageModel])[] = [
  ['finishes twice', 'it answers a question with start, text, usage and one finish', onParts((part) => (part.type === 'finish' ? [part, part] : [part]))],
  ['forgets start', 'it answers a question with start, text, usage and one finish', onParts((part) => (part.type === 'start' ? [] : [part]))],
  ['counts no tokens', 'it answers a question with start, text, usage and one finish', onParts((part) => (part.type === 'usage' ? [] : [part]))],
  ['numbers blocks wildly', 'it answers a question with start, text, usage and one finish', onParts((part) => (part.type === 'text' ? [{ ...part, index: 7 }] : [part]))],
  ['has a card of another model', 'its card names it and says what it can do', (model) => ({ ...model, card: { ...model.card, id: 'other' } })],
  ['answers in one piece', 'it streams a long answer in several parts', (model) => ({ ...model, stream: (call) => joined(model.stream(call)) })],
  ['answers otherwise when whole', 'an answer delivered whole equals the streamed one', onParts((part, call) => (part.type === 'text' && call.delivery === 'whole' ? [{ ...part, text: part.text.toUpperCase() }] : [part]))],
  ['forgets the conversation', 'it answers the last turn of a conversation and counts the earlier ones', onCall((call) => ({ ...call, messages: call.messages.slice(-1) }))],
  ['answers the first turn', 'it answers the last turn of a conversation and counts the earlier ones', onCall((call) => ({ ...call, messages: call.messages.slice(0, 1) }))],
  ['drops system messages', 'it takes a system message and content given as parts', onCall((call) => ({ ...call, messages: call.messages.filter(({ role }) => role !== 'system') }))],
  ['repeats what was sent', 'it goes on exactly behind text that was already sent', onCall(({ continueFrom: _, ...call }) => call)],
  ['ignores stop', 'it ends before a stop sequence', onCall(({ stop: _, ...call }) => call)],
  ['ignores maxTokens', 'it stops at maxTokens and says so', onCall(({ maxTokens: _, ...call }) => call)],
  ['cuts a long prompt silently', 'a prompt beyond its context is refused', onCall((call) => ({ ...call, messages: call.messages.map((message) => (message.content.length > 5000 ? { ...message, content: 'Hello!' } : message)) }))],
  ['answers nothing asked', 'a call without messages is thrown out as invalid', onCall((call) => (call.messages.length > 0 ? call : { ...call, messages: [{ role: 'user', content: 'Hello!' }] }))],
  ['lives on when closed', 'a closed model throws', (model) => ({ ...model, close: async () => undefined })],
  ['ignores the format', 'json output is JSON', onCall((call) => ({ ...call, messages: [{ role: 'user', content: 'Hello!' }], responseFormat: { type: 'text' } }))],
  ['ignores the schema', 'json-schema output fits the schema', onParts((part, call) => (part.type === 'text' && call.responseFormat ? [{ ...part, text: part.text.replace('36', '"old"') }] : [part]))],
  ['ignores tools', 'it calls a tool with arguments that fit its schema', onCall(({ tools: _, ...call }) => call)],
  ['breaks arguments', 'it calls a tool with arguments that fit its schema', onParts((part) => (part.type === 'tool-call' && part.id === undefined ? [{ ...part, arguments: '' }] : [part]))],
  ['drops tool results', 'it answers from the tool result', onCall((call) => ({ ...call, messages: call.messages.filter(({ role }) => role !== 'tool') }))],
  ['ignores toolChoice none', 'toolChoice none calls nothing', onCall(({ toolChoice: _, ...call }) => call)],
  ['ignores toolChoice required', 'toolChoice required calls a tool even for a greeting', onCall(({ toolChoice: _, ...call }) => call)],
  ['ignores the named tool', 'toolChoice by name calls that tool and no other', onCall(({ toolChoice: _, ...call }) => ({ ...call, ...(call.tools && { tools: [...call.tools].reverse() }), toolChoice: 'required' }))],
  ['ignores the signal', 'a call aborted beforehand throws aborted and yields nothing', onCall(({ signal: _, ...call }) => call)],
  ['ignores the signal', 'an abort before the first content throws aborted', onCall(({ signal: _, ...call }) => call)],
  ['ignores the signal', 'an abort in the middle throws aborted, whole and in parts', onCall(({ signal: _, ...call }) => call)],
  ['throws the bare AbortError', 'an abort in the middle throws aborted, whole and in parts', (model) => ({ ...model, stream: (call) => bare(model.stream(call)) })],
  ['mixes calls', 'concurrent calls do not mix', mixed],
];

test.each(faults)('a model that %s fails the case "%s"', async (_, caught, breakIt) => {
  const broken = async () => breakIt(await open());
  const found = languageModelContract({ open: broken, capabilities, abortWithinMs: 500 }).find(({ name }) => name === caught);
  await expect(found?.run()).rejects.toThrow();
});

test('a model without tools or schemas must refuse them', async () => {
  const cases = languageModelContract({ open, capabilities: [] }).filter(({ name }) => name.startsWith('it refuses'));
  expect(cases.map(({ name }) => name)).toEqual(['it refuses a schema that it cannot enforce', 'it refuses tools that it cannot call']);
  for (const { run } of cases) await expect(run()).rejects.toThrow('expected unsupported-capability');
});

test('an embedding model that shuffles, shortens or mixes its vectors fails', async () => {
  const shuffled = async () => {
    const model = await mock().embeddingModel!(source);
    return { ...model, embed: async (call: Parameters<typeof model.embed>[0]) => ({ ...(await model.embed(call)), vectors: [...(await model.embed(call)).vectors].reverse() }) };
  };
  const short = async () => ({ ...(await mock().embeddingModel!(source)), dimensions: 63 });
  await expect(embeddingModelContract({ open: shuffled }).find(({ name }) => name.startsWith('the same text'))?.run()).rejects.toThrow('differs');
  await expect(embeddingModelContract({ open: short }).find(({ name }) => name.startsWith('it gives one'))?.run()).rejects.toThrow('63');
});

function onCall(change: (call: LanguageCall) => LanguageCall): (model: LanguageModel) => LanguageModel {
  return (model) => ({ ...model, stream: (call) => model.stream(change(call)) });
}

function onParts(change: (part: StreamPart, call: LanguageCall) => readonly StreamPart[]): (model: LanguageModel) => LanguageModel {
  return (model) => ({
    ...model,
    async *stream(call) {
      for await (const part of model.stream(call)) yield* change(part, call);
    },
  });
}

async function* joined(stream: AsyncIterable<StreamPart>): AsyncGenerator<StreamPart> {
  let text = '';
  for await (const part of stream) {
    if (part.type === 'text') text += part.text;
    else {
      if (part.type === 'usage' && text) yield { type: 'text', index: 0, text };
      yield part;
    }
  }
}

async function* bare(stream: AsyncIterable<StreamPart>): AsyncGenerator<StreamPart> {
  try {
    yield* stream;
  } catch {
    throw new DOMException('This operation was aborted', 'AbortError');
  }
}

/** One buffer for all calls, as a careless adapter would keep it. */
function mixed(model: LanguageModel): LanguageModel {
  let last: LanguageCall;
  return {
    ...model,
    async *stream(call) {
      last = call;
      await Promise.resolve();
      yield* model.stream(last);
    },
  };
}
