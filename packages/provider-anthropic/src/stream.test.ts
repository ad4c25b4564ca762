import Anthropic from '@anthropic-ai/sdk';
import type { ContentBlock, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import { describe, expect, test } from '@jest/globals';
import { chatCompletion, LlmrrError, type StreamPart } from '@llmrr/core';
import { encodeEvent } from '@llmrr/http';
import fc from 'fast-check';

import { answered, answerOf, contentOf, fixture, hello, joined, jsonFixture, opened, partsOf, replay, thrown } from './replay.test.transport.ts';

const good = ['text.sse', 'tools.sse', 'thinking.sse', 'cached.sse', 'server-tools.sse', 'refusal.sse', 'pause.sse', 'unknown.sse'] as const;
const last = (parts: readonly StreamPart[]): StreamPart | undefined => parts.at(-1);

test('text comes part by part between start, usage and finish', async () => {
  const parts = await answered(fixture('text.sse'));
  expect(parts.map(({ raw: _, ...part }) => part)).toEqual([
    { type: 'start', model: 'anthropic:claude-sonnet-4-5', vendorModel: 'claude-sonnet-4-5-20250929', responseId: 'msg_text_1' },
    { type: 'usage', usage: { inputTokens: 21, outputTokens: 1 } },
    { type: 'text', index: 0, text: 'Grüße' },
    { type: 'text', index: 0, text: ' aus Köln' },
    { type: 'text', index: 0, text: ', 東京 und 🚀.' },
    { type: 'usage', usage: { inputTokens: 21, outputTokens: 14 } },
    { type: 'finish', reason: 'stop', vendorReason: 'end_turn' },
  ]);
});

test('parallel tool calls come with id and name first, then their arguments in pieces of one JSON text [S0-016]', async () => {
  for (const body of [fixture('tools.sse'), jsonFixture('tools.json')]) {
    const parts = await answered(body, { call: { ...hello, delivery: Buffer.isBuffer(body) ? 'parts' : 'whole' } });
    const [choice] = chatCompletion([answerOf(parts)], { id: 'x', createdSeconds: 0, model: 'x' }).choices;
    const calls = choice!.message.tool_calls!;
    expect(calls.map(({ id, function: { name } }) => [id, name])).toEqual([
      ['toolu_paris_1', 'get_weather'],
      ['toolu_rome_2', 'get_weather'],
      ['toolu_time_3', 'get_time'],
    ]);
    expect(calls.map((call) => JSON.parse(call.function.arguments) as unknown)).toEqual([{ city: 'Paris', unit: 'celsius' }, { city: 'Rome' }, {}]);
    expect(last(parts)).toMatchObject({ reason: 'tool-calls', vendorReason: 'tool_use' });
  }
  const first = (await answered(fixture('tools.sse'))).find(({ type }) => type === 'tool-call');
  expect(first).toMatchObject({ index: 1, id: 'toolu_paris_1', name: 'get_weather', arguments: '' });
});

test('thinking ends with its signature, and hidden or redacted thinking is kept', async () => {
  const parts = await answered(fixture('thinking.sse'), { name: 'claude-opus-4-8' });
  expect(contentOf(parts)).toEqual([
    { type: 'reasoning', text: 'The user wants the weather.\nI call the tool.', signature: 'EqQBCkgIARABGAIiQL8xQ3vS/own+fixture==' },
    { type: 'reasoning', text: '', redacted: 'EmwKAhgBEgy3va3pzix/opaque==' },
    { type: 'reasoning', text: '', signature: 'EqQBAAAsecondSignature==' },
    { type: 'text', text: 'Let me check.' },
    { type: 'tool-call', id: 'toolu_think_1', name: 'get_weather', arguments: '{"city":"Oslo"}' },
  ]);
  expect(parts.filter(({ type }) => type === 'usage').at(-1)).toMatchObject({ usage: { outputTokens: 203, reasoningTokens: 151 } });
});

test('cached and cache-writing tokens are counted, and are part of the input', async () => {
  const parts = await answered(fixture('cached.sse'));
  const usage = { inputTokens: 12 + 300 + 2048, cachedInputTokens: 2048, cacheWriteTokens: 300 };
  expect(parts.filter(({ type }) => type === 'usage')).toMatchObject([{ usage: { ...usage, outputTokens: 1 } }, { usage: { ...usage, outputTokens: 5 } }]);
  expect(last(parts)).toMatchObject({ reason: 'stop', vendorReason: 'stop_sequence', stopSequence: 'END' });
});

test('counts that a later event leaves null stand', async () => {
  const text = fixture('cached.sse').toString('utf8').replace(/("output_tokens": 5), "input_tokens": 12, "cache_creation_input_tokens": 300, "cache_read_input_tokens": 2048/, '$1, "input_tokens": null, "cache_read_input_tokens": null');
  expect(text).toContain('"input_tokens": null');
  expect((await answered(text)).filter(({ type }) => type === 'usage').at(-1)).toMatchObject({ usage: { inputTokens: 2_360, outputTokens: 5, cachedInputTokens: 2_048, cacheWriteTokens: 300 } });
});

test('blocks of the server tools come whole and in their place, citations beside their text', async () => {
  const parts = await answered(fixture('server-tools.sse'));
  expect(contentOf(parts)).toEqual([
    { type: 'text', text: 'Searching.' },
    { type: 'vendor', vendor: 'anthropic', block: { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'tide times Brest' } } },
    { type: 'vendor', vendor: 'anthropic', block: expect.objectContaining({ type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1' }) },
    { type: 'text', text: 'High water is at 06:12.' },
  ]);
  expect(parts.find((part) => part.type === 'vendor' && part.index === undefined)).toMatchObject({ block: { type: 'content_block_delta', index: 3, delta: { citation: { cited_text: 'High water 06:12' } } } });
  expect(parts.filter(({ type }) => type === 'usage').at(-1)).toMatchObject({ usage: { inputTokens: 1900, outputTokens: 77 } });
});

test('a refusal is a filtered answer with its explanation, a pause is neither stop nor error', async () => {
  const refusal = await answered(fixture('refusal.sse'));
  expect(joined(refusal).slice(2)).toMatchObject([
    { type: 'text', index: 0, text: 'Well' },
    { type: 'refusal', index: 1, text: 'This could enable harm.' },
    { type: 'vendor', block: { delta: { stop_details: { category: 'bio' } } } },
    { type: 'usage' },
    { type: 'finish', reason: 'content-filter', vendorReason: 'refusal' },
  ]);
  const pause = await answered(fixture('pause.sse'));
  expect(last(pause)).toMatchObject({ reason: 'other', vendorReason: 'pause_turn' });
  expect(pause.find(({ type }) => type === 'vendor')).toMatchObject({ block: { delta: { container: { id: 'container_7' } } } });
});

test('what is new to us is kept, and an empty block leaves no gap in the numbering', async () => {
  const parts = await answered(fixture('unknown.sse'));
  expect(joined(parts).slice(2)).toMatchObject([
    { type: 'vendor', index: 0, block: { type: 'compaction', content: 'Summary of the past.' } },
    { type: 'text', index: 1, text: 'Hello.' },
    { type: 'vendor', block: { type: 'content_block_delta', index: 1, delta: { type: 'sparkle_delta', level: 3 } } },
    { type: 'vendor', block: { type: 'weather_report', sky: 'clear' } },
    { type: 'usage' },
    { type: 'finish', reason: 'other', vendorReason: 'dreaming' },
  ]);
});

describe('an answer in one piece gives the parts of the stream', () => {
  for (const name of ['text', 'tools', 'thinking'] as const) {
    test(name, async () => {
      const streamed = await answered(fixture(`${name}.sse`));
      const whole = await answered(jsonFixture(`${name}.json`), { call: { ...hello, delivery: 'whole' } });
      const start = whole[0]!;
      expect(start.raw).toMatchObject({ dialect: 'anthropic' });
      expect(JSON.parse(Buffer.from(start.raw!.bytes).toString('utf8'))).toEqual(jsonFixture(`${name}.json`));
      const [, , ...streamedRest] = normal(streamed);
      const [, ...wholeRest] = normal(whole);
      expect(wholeRest).toEqual(streamedRest);
    });
  }
});

/** Arguments as values, for one side has them as the model wrote them. */
function normal(parts: readonly StreamPart[]): object[] {
  return joined(parts).map((part) => ('arguments' in part ? { ...part, arguments: JSON.parse(String(part.arguments)) as unknown } : part));
}

describe('the SDK, given the same bytes, puts together the same message', () => {
  for (const name of good) {
    test(name, async () => {
      const bytes = fixture(name);
      const client = new Anthropic({ apiKey: 'sk-ant-test-key', fetch: () => Promise.resolve(new Response(new Uint8Array(bytes), { headers: { 'content-type': 'text/event-stream' } })) });
      const message = await client.messages.stream({ model: 'claude-sonnet-5-5', max_tokens: 256, messages: [{ role: 'user', content: 'Hello' }] }).finalMessage();
      const parts = await answered(bytes);
      expect(contentOf(parts).map(wireOf)).toEqual(message.content.filter((block) => block.type !== 'thinking' || block.thinking !== '' || block.signature !== '').map(comparable));
      expect(parts[0]).toMatchObject({ responseId: message.id, vendorModel: message.model });
      const { usage } = message;
      expect(parts.filter(({ type }) => type === 'usage').at(-1)).toMatchObject({
        usage: { inputTokens: usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0), outputTokens: usage.output_tokens },
      });
      expect(last(parts)).toMatchObject({ vendorReason: message.stop_reason, ...(message.stop_sequence !== null && { stopSequence: message.stop_sequence }) });
    });
  }

  function wireOf(part: ReturnType<typeof contentOf>[number]): unknown {
    if (part.type === 'text') return { type: 'text', text: part.text };
    if (part.type === 'refusal') return undefined;
    if (part.type === 'tool-call') return { type: 'tool_use', id: part.id, name: part.name, input: JSON.parse(part.arguments) as unknown };
    if (part.type === 'reasoning') return part.redacted === undefined ? { type: 'thinking', thinking: part.text, signature: part.signature } : { type: 'redacted_thinking', data: part.redacted };
    return part.type === 'vendor' ? { type: (part.block as ContentBlock).type } : part;
  }
  /** Of the blocks that we only pass on, the SDK leaves out what it does not know. */
  function comparable(block: ContentBlock): unknown {
    if (block.type === 'text') return { type: 'text', text: block.text };
    if (block.type === 'tool_use') return { type: 'tool_use', id: block.id, name: block.name, input: block.input };
    return block.type === 'thinking' || block.type === 'redacted_thinking' ? block : { type: block.type };
  }
});

test('wherever the network cuts the bytes, the parts are the same and so are the bytes for relay', async () => {
  const whole = new Map<string, object[]>();
  for (const name of good) whole.set(name, joined(await answered(fixture(name))));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...good), fc.array(fc.integer({ min: 1, max: 400 })), async (name, pieces) => {
      const bytes = fixture(name);
      const parts = await answered(bytes, { pieces });
      expect(joined(parts)).toEqual(whole.get(name));
      expect(Buffer.concat(parts.flatMap(({ raw }) => (raw ? [raw.bytes] : []))).toString('utf8')).toBe(bytes.toString('utf8'));
    }),
    { numRuns: 300 },
  );
  for (const name of good) expect(joined(await answered(fixture(name), { pieces: Array<number>(5_000).fill(1) }))).toEqual(whole.get(name));
});

test('a stream that ends before message_stop is cut, wherever it ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...good), fc.double({ min: 0, max: 1, noNaN: true }), async (name, share) => {
      const bytes = fixture(name);
      const end = Math.floor(share * bytes.indexOf('"message_stop"}'));
      expect(await thrown(answered(bytes.subarray(0, end)))).toMatchObject({ code: 'stream-cut', retryable: true, details: { provider: 'anthropic', phase: 'body' } });
    }),
    { numRuns: 200 },
  );
  const broken = new LlmrrError('unavailable', 'api.anthropic.com broke off its answer');
  expect(await thrown(answered(fixture('text.sse').subarray(0, 700), { breaks: broken }))).toMatchObject({ code: 'stream-cut', cause: broken });
  const late = new LlmrrError('timeout', 'no bytes in time');
  expect(await thrown(answered(fixture('text.sse').subarray(0, 700), { breaks: late }))).toBe(late);
});

test('a last event without its blank line still counts', async () => {
  expect(last(await answered(fixture('text.sse').toString('utf8').trimEnd()))).toMatchObject({ type: 'finish' });
});

test('an error event throws what it says, behind the parts that came before', async () => {
  const parts: StreamPart[] = [];
  const model = await opened('claude-sonnet-4-5', replay({ body: fixture('error-event.sse') }));
  const error = await thrown(
    (async () => {
      for await (const part of model.stream(hello)) parts.push(part);
    })(),
  );
  expect(parts.at(-1)).toMatchObject({ type: 'text', text: 'Half an ans' });
  expect(error).toMatchObject({ code: 'overloaded', retryable: true, message: 'anthropic:claude-sonnet-4-5: anthropic answered overloaded_error: Overloaded' });
});

test('a malformed event is skipped and reported when the stream ends properly, and a cut otherwise', async () => {
  const text = fixture('text.sse').toString('utf8');
  const garbled = text.replace('event: ping', 'event: content_block_delta\ndata: {"type": "content_bl\n\nevent: content_block_delta\ndata: {"type":"content_block_delta"}\n\nevent: ping');
  const parts = await answered(garbled);
  expect(joined(parts).map(({ type }: { type?: string }) => type)).toEqual(['start', 'usage', 'text', 'usage', 'vendor', 'finish']);
  expect(parts.find(({ type }) => type === 'vendor')).toMatchObject({ block: { type: 'unreadable_events', count: 2 } });
  expect(await thrown(answered(garbled.slice(0, -60)))).toMatchObject({ code: 'stream-cut' });
});

test('arbitrary events never end in anything but parts, a finish or an error of ours', async () => {
  const event = fc.record({
    type: fc.constantFrom('message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop', 'ping', '__proto__', 'constructor'),
    index: fc.oneof(fc.nat(3), fc.anything()),
    delta: fc.oneof(fc.object(), fc.record({ type: fc.constantFrom('text_delta', 'input_json_delta', 'thinking_delta', 'signature_delta', '__proto__'), text: fc.string(), partial_json: fc.string(), thinking: fc.string() })),
    content_block: fc.oneof(fc.anything(), fc.record({ type: fc.constantFrom('text', 'tool_use', 'thinking', 'toString'), text: fc.anything(), input: fc.anything() })),
    message: fc.anything(),
    usage: fc.anything(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(event), async (events) => {
      const body = events.map((each) => encodeEvent({ event: each.type, data: JSON.stringify(each) ?? 'null' })).join('');
      const outcome = await answered(body).catch((error: unknown) => error);
      if (!Array.isArray(outcome)) return expect(outcome).toMatchObject({ code: 'stream-cut' });
      const parts = outcome as StreamPart[];
      expect(parts[0]?.type).toBe('start');
      expect(parts.filter(({ type }) => type === 'start' || type === 'finish')).toHaveLength(2);
      let next = 0;
      for (const part of parts) {
        if (!('index' in part) || part.index === undefined) continue;
        expect(part.index).toBeLessThanOrEqual(next);
        next = Math.max(next, part.index + 1);
      }
    }),
    { numRuns: 500 },
  );
});

test('a complete answer keeps its connection, one left early does not', async () => {
  const complete = replay({ body: fixture('text.sse') });
  await partsOf(await opened('claude-sonnet-4-5', complete), hello);
  expect([complete.released(), complete.abandoned()]).toEqual([1, 0]);
  const left = replay({ body: fixture('text.sse'), pieces: [400, 300] });
  for await (const part of (await opened('claude-sonnet-4-5', left)).stream(hello)) if (part.type === 'start') break;
  expect([left.released(), left.abandoned()]).toEqual([0, 1]);
});

test('the events that the fixtures hold are those of the SDK', () => {
  // Read by the compiler: the names that the reader switches on are the SDK's.
  const known: readonly RawMessageStreamEvent['type'][] = ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop'];
  const found = new Set(good.flatMap((name) => [...fixture(name).toString('utf8').matchAll(/^event: (.*)$/gm)].map(([, type]) => type)));
  expect([...found].filter((type) => !known.includes(type as (typeof known)[number])).sort()).toEqual(['ping', 'weather_report']);
});
