import { expect, test } from '@jest/globals';
import type { LanguageCall } from '@llmrr/core';

import { anthropic } from './anthropic.ts';
import { modelTraits } from './model-traits.ts';
import { contentOf, fixture, hello, jsonFixture, opened, partsOf, replay, thrown } from './replay.test.transport.ts';

const source = (rest: string, options?: Record<string, unknown>) => ({ uri: `anthropic:${rest}`, scheme: 'anthropic', rest, ...(options && { options }) });

test('a request goes to baseUrl with the key, the version and the betas [S0-031]', async () => {
  const transport = replay({ body: fixture('text.sse') }, { body: fixture('text.sse') });
  const provider = anthropic({ apiKey: 'sk-ant-own', baseUrl: 'http://127.0.0.1:9/claude/v1/', betas: ['a-2026'], headers: { 'X-Team': 'blue' }, transport });
  const model = await provider.languageModel(source('claude-sonnet-5-5'));
  await partsOf(model, { ...hello, vendor: { anthropic: { betas: ['b-2026', 'a-2026'] } } });
  await partsOf(await provider.languageModel(source('claude-sonnet-4-6')), { ...hello, temperature: 0 });
  expect(transport.requests[0]).toMatchObject({
    url: 'http://127.0.0.1:9/claude/v1/messages',
    method: 'POST',
    headers: { 'x-api-key': 'sk-ant-own', 'anthropic-version': '2026-10-21', 'anthropic-beta': 'a-2026,b-2026', 'content-type': 'application/json', 'x-team': 'blue' },
    json: { model: 'claude-sonnet-5-5', stream: true, max_tokens: 256, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] },
  });
  expect(transport.requests[1]).toMatchObject({ headers: { 'anthropic-version': '2023-06-01', 'anthropic-beta': 'a-2026' }, json: { temperature: 0 } });
});

test('a whole answer is asked for in one piece, unless it may become long', async () => {
  const transport = replay({ body: jsonFixture('text.json') }, { body: fixture('text.sse') });
  const model = await opened('claude-sonnet-4-5', transport);
  const whole = await partsOf(model, { ...hello, delivery: 'whole' });
  expect(whole[0]?.raw?.dialect).toBe('anthropic');
  const long = await partsOf(model, { ...hello, maxTokens: 60_000, delivery: 'whole' });
  expect(long.at(-1)).toMatchObject({ type: 'finish' });
  expect(long.every(({ raw }) => raw === undefined)).toBe(true);
  expect(transport.requests.map(({ json }) => json['stream'])).toEqual([false, true]);
});

test('a proxy that answers a stream in one piece is understood', async () => {
  const parts = await partsOf(await opened('claude-sonnet-4-5', replay({ body: jsonFixture('text.json') })), hello);
  expect(contentOf(parts)).toEqual([{ type: 'text', text: 'Grüße aus Köln, 東京 und 🚀.' }]);
  expect(parts[0]).not.toHaveProperty('raw');
});

test('thinking of one turn is in the next request, unchanged, before the call whose result follows', async () => {
  const transport = replay({ body: fixture('thinking.sse'), pieces: [37, 512, 3] }, { body: fixture('text.sse') });
  const model = await opened('claude-opus-4-8', transport);
  const first: LanguageCall = { ...hello, tools: [{ name: 'get_weather' }], reasoning: { effort: 'high' } };
  const content = contentOf(await partsOf(model, first));
  const messages = [...first.messages, { role: 'assistant', content } as const, { role: 'tool', content: [{ type: 'tool-result', id: 'toolu_think_1', content: '4 °C' }] } as const];
  await partsOf(model, { ...first, messages });
  expect(transport.requests[1]!.json).toMatchObject({
    thinking: { type: 'adaptive', display: 'summarized' },
    messages: [
      { role: 'user' },
      { role: 'assistant', content: (jsonFixture('thinking.json') as { content: unknown[] }).content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_think_1', content: '4 °C' }] },
    ],
  });
});

test('blocks of server tools go back as they came', async () => {
  const transport = replay({ body: fixture('server-tools.sse') }, { body: fixture('text.sse') });
  const model = await opened('claude-opus-4-8', transport);
  const content = contentOf(await partsOf(model, hello));
  await partsOf(model, { ...hello, messages: [...hello.messages, { role: 'assistant', content }, { role: 'user', content: 'And low water?' }] });
  const [, assistant] = transport.requests[1]!.json['messages'] as { content: unknown[] }[];
  expect(assistant!.content).toEqual([
    { type: 'text', text: 'Searching.' },
    { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'tide times Brest' } },
    { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [expect.objectContaining({ encrypted_content: 'Er8cCi==' })] },
    { type: 'text', text: 'High water is at 06:12.' },
  ]);
});

test('an interrupted answer goes on without repeating the space it stopped at', async () => {
  const answer = { id: 'msg', type: 'message', role: 'assistant', model: 'm', content: [{ type: 'text', text: ' there was a router.' }], stop_reason: 'end_turn', usage: {} };
  const parts = await partsOf(await opened('claude-haiku-4-5', replay({ body: answer })), { ...hello, continueFrom: 'Once upon a time ' });
  expect(parts.find(({ type }) => type === 'text')).toMatchObject({ text: 'there was a router.' });
});

test('without a key the API is not called, and a proxy is', async () => {
  const transport = replay({ body: fixture('text.sse') }, { body: fixture('text.sse') });
  const nobody = await anthropic({ transport }).languageModel(source('claude-sonnet-5-5'));
  expect(await thrown(partsOf(nobody, hello))).toMatchObject({ code: 'provider-auth', message: expect.stringContaining('ANTHROPIC_API_KEY') });
  expect(transport.requests).toHaveLength(0);
  await partsOf(await anthropic({ transport, baseUrl: 'http://127.0.0.1:9' }).languageModel(source('claude-sonnet-5-5')), hello);
  expect(transport.requests[0]!.headers).not.toHaveProperty('x-api-key');
  await partsOf(await anthropic({ transport, headers: { Authorization: 'Bearer abc' } }).languageModel(source('claude-sonnet-5-5')), hello);
  expect(transport.requests[1]!.headers).toMatchObject({ authorization: 'Bearer abc' });
});

test('opening a model needs a name and takes only settings that fit; it asks nobody', async () => {
  const transport = replay();
  const provider = anthropic({ apiKey: 'k', transport, cardOf: (name) => (name === 'claude-sonnet-4-5' ? { contextTokens: 200_000, maxOutputTokens: 64_000, prices: { input: 3, output: 15 }, capabilities: new Set(['tools', 'images']) } : undefined) });
  expect(provider.opens(source('x'))).toBe(true);
  expect(provider.opens({ uri: 'openai:x', scheme: 'openai', rest: 'x' })).toBe(false);
  const { id, card } = await provider.languageModel({ ...source('claude-sonnet-4-5', { maxOutputTokens: 1_000, weight: 2 }), id: 'mine' });
  expect({ id, cardId: card.id }).toEqual({ id: 'mine', cardId: 'mine' });
  expect(card).toMatchObject({ provider: 'anthropic', name: 'claude-sonnet-4-5', locality: 'remote', contextTokens: 200_000, maxOutputTokens: 1_000, prices: { input: 3 }, quality: null });
  expect([...card.capabilities].sort()).toEqual(['images', 'json', 'json-schema', 'prefill', 'text-generation', 'tools']);
  expect((await provider.languageModel(source('claude-opus-5-5'))).card).toMatchObject({ contextTokens: null, prices: null, capabilities: new Set(['tools', 'parallel-tools', 'images', 'files', 'reasoning', 'text-generation', 'json', 'json-schema']) });
  expect(await thrown(provider.languageModel(source('')))).toMatchObject({ code: 'invalid-config' });
  expect(await thrown(provider.languageModel(source('claude-3', { contextTokens: 'many' })))).toMatchObject({ code: 'invalid-config', message: expect.stringContaining('contextTokens') });
});

test('a closed provider refuses', async () => {
  const provider = anthropic({ apiKey: 'k', transport: replay({ body: fixture('text.sse') }) });
  const model = await provider.languageModel(source('claude-sonnet-5-5'));
  await provider.close();
  expect(await thrown(partsOf(model, hello))).toMatchObject({ code: 'not-initialized' });
  expect(await thrown(provider.languageModel(source('claude-sonnet-5-5')))).toMatchObject({ code: 'not-initialized' });
});

test('the models that are there are listed page by page, with what the API says of them', async () => {
  const more = { data: [{ id: 'claude-3-haiku-20240307' }], has_more: false, last_id: 'claude-3-haiku-20240307' };
  const transport = replay({ body: jsonFixture('models.json') }, { body: more });
  const cards = await anthropic({ apiKey: 'k', transport }).discover();
  expect(transport.requests.map(({ url, method }) => [method, url])).toEqual([
    ['GET', 'https://api.anthropic.com/v1/models?limit=1000'],
    ['GET', 'https://api.anthropic.com/v1/models?limit=1000&after_id=claude-haiku-4-5-20251001'],
  ]);
  expect(cards).toMatchObject([
    { id: 'anthropic:claude-opus-5-5', description: 'Claude Opus 5.5', contextTokens: 1_000_000, maxOutputTokens: 128_000 },
    { id: 'anthropic:claude-haiku-4-5-20251001', retired: true, contextTokens: 200_000 },
    { id: 'anthropic:claude-3-haiku-20240307', contextTokens: null },
  ]);
  expect(cards[0]!.capabilities).toEqual(new Set(['text-generation', 'tools', 'parallel-tools', 'images', 'files', 'reasoning', 'json', 'json-schema']));
  expect(cards[0]).not.toHaveProperty('retired');
  expect(await thrown(anthropic({ apiKey: 'k', transport: replay({ status: 401, body: { type: 'error', error: { type: 'authentication_error', message: 'no' } } }) }).discover())).toMatchObject({ code: 'provider-auth' });
  expect(await thrown(anthropic({ apiKey: 'k', transport: replay({ body: { models: [] } }) }).discover())).toMatchObject({ code: 'bad-gateway' });
});

test('names of every generation and of every cloud are understood', () => {
  const thinks = (name: string) => modelTraits(name).thinking;
  expect(['claude-instant-1', 'claude-2.1', 'claude-3-opus-20240229', 'claude-3-5-sonnet-latest', 'anthropic.claude-3-5-haiku-20241022-v1:0'].map(thinks)).toEqual(Array(5).fill('none'));
  expect(['claude-3-7-sonnet-20250219', 'claude-sonnet-4-20250514', 'claude-opus-4-1', 'us.anthropic.claude-haiku-4-5-20251001-v1:0', 'glm-4.6'].map(thinks)).toEqual(Array(5).fill('budget'));
  expect(['claude-opus-4-6', 'claude-sonnet-5', 'claude-fable-5-2', 'claude-mythos-preview', 'claude-haiku-5-5'].map(thinks)).toEqual(Array(5).fill('adaptive'));
  expect(['claude-opus-4-7', 'claude-sonnet-5', 'claude-opus-4-8', 'claude-sonnet-5-5', 'claude-mythos-preview'].map((name) => modelTraits(name).systemMessages)).toEqual([false, false, true, true, true]);
  expect(['claude-opus-4-0', 'claude-opus-4-1', 'claude-sonnet-4-5', 'claude-sonnet-4-20250514'].map((name) => modelTraits(name).schemas)).toEqual([false, true, true, false]);
  expect(['claude-2.1', 'claude-3-haiku-20240307'].map((name) => modelTraits(name).tools)).toEqual([false, true]);
});
