import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { generate, type ModelCard, type Provider } from '@llmrr/core';
import type { HttpRequest, Transport } from '@llmrr/http';

import { presets, type Preset, type PresetName } from './presets.ts';
import { openai } from './provider.ts';
import { apiKey, fixture, json, question, sourceOf, vendor } from './vendor.test.server.ts';

const server = await vendor();

beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

/** Keeps what would be sent, and answers it. */
function spy(): { readonly http: Transport; readonly sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const bytes = Buffer.from(fixture('chat-text.json'));
  const http: Transport = {
    request: async (request) => {
      sent.push(request);
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        bytes: async () => bytes,
        chunks: (async function* () {
          yield bytes;
        })(),
        release: () => undefined,
      };
    },
    close: async () => undefined,
  };
  return { http, sent };
}

async function open(provider: Provider, model = 'm') {
  const opened = await provider.languageModel?.({ ...sourceOf(model), scheme: provider.name });
  if (!opened) throw new Error('no model');
  return opened;
}

test.each(Object.entries(presets as Record<string, Preset>))('%s: requests go to its address with its key in its header [S0-031]', async (name, preset) => {
  const { http, sent } = spy();
  const provider = openai({ preset: name as PresetName, apiKey: 'k-123456', transport: http, baseUrl: preset.baseUrl ?? 'https://mine.example/v1/' });
  expect(provider.name).toBe(name);
  await generate(await open(provider), question);
  expect(sent[0]?.url).toBe(`${preset.baseUrl ?? 'https://mine.example/v1'}/chat/completions`);
  expect(sent[0]?.headers?.[preset.keyHeader ?? 'authorization']).toBe(preset.keyHeader ? 'k-123456' : 'Bearer k-123456');
  const remote = preset.baseUrl?.startsWith('http://127.0.0.1') !== true;
  expect((await open(provider)).card).toMatchObject({ provider: name, name: 'm', locality: remote ? 'remote' : 'local', prices: null });
});

test('another base URL is used instead, over a real connection [S0-031]', async () => {
  server.answers = [json(fixture('chat-text.json'))];
  const model = await server.language('gpt-4o-mini', { organization: 'org-1', project: 'proj-1', headers: { 'x-team': 'a' } });
  await generate(model, question);
  expect(server.received).toMatchObject([{ path: '/v1/chat/completions', headers: { authorization: `Bearer ${apiKey}`, 'openai-organization': 'org-1', 'openai-project': 'proj-1', 'x-team': 'a' } }]);
});

test('a missing key is an error at the call that names the variable, and nothing is sent', async () => {
  const { http, sent } = spy();
  const model = await open(openai({ preset: 'groq', transport: http }));
  await expect(generate(model, question)).rejects.toMatchObject({ code: 'provider-auth', message: expect.stringContaining('GROQ_API_KEY'), details: { variable: 'GROQ_API_KEY' } });
  expect(sent).toHaveLength(0);
});

test('a server on this machine needs no key', async () => {
  const { http, sent } = spy();
  await generate(await open(openai({ preset: 'vllm', transport: http })), question);
  expect(sent[0]?.headers).not.toHaveProperty('authorization');
});

test('a base URL alone is a compatible server; without any address it is an error', () => {
  const { http } = spy();
  expect(openai({ baseUrl: 'http://10.0.0.1:9000/v1', transport: http, name: 'mine' }).name).toBe('mine');
  expect(() => openai({ preset: 'compatible', transport: http })).toThrow(expect.objectContaining({ code: 'invalid-config' }));
  expect(() => openai({ preset: 'azure', transport: http })).toThrow(expect.objectContaining({ code: 'invalid-config' }));
  expect(() => openai({ baseUrl: 'nonsense', transport: http })).toThrow(expect.objectContaining({ code: 'invalid-config' }));
  expect(() => openai({ preset: 'nobody' as PresetName, transport: http })).toThrow(expect.objectContaining({ code: 'invalid-config', message: expect.stringContaining('openrouter') }));
});

test('it opens its own scheme only, and names with colons and slashes are kept', async () => {
  const { http } = spy();
  const provider = openai({ preset: 'openrouter', apiKey: 'k', transport: http });
  expect(provider.opens(sourceOf('m'))).toBe(false);
  expect(provider.opens({ uri: 'openrouter:a/b:free', scheme: 'openrouter', rest: 'a/b:free' })).toBe(true);
  expect((await open(provider, 'meta-llama/llama-3.1-8b:free')).id).toBe('openrouter:meta-llama/llama-3.1-8b:free');
});

test('the card is what the catalogue knows under what the source says', async () => {
  const { http } = spy();
  const known: Partial<ModelCard> = { contextTokens: 128_000, maxOutputTokens: 16_384, prices: { input: 0.15, output: 0.6 }, quality: 0.6, capabilities: new Set(['text-generation', 'tools', 'prefill']) };
  const provider = openai({ apiKey: 'k', transport: http, cardOf: (name) => (name === 'gpt-4o-mini' ? known : undefined) });
  const model = await provider.languageModel?.(sourceOf('label', { id: 'cheap', options: { model: 'gpt-4o-mini', contextTokens: 8_000 } }));
  expect(model?.card).toMatchObject({ id: 'cheap', provider: 'openai', name: 'gpt-4o-mini', contextTokens: 8_000, maxOutputTokens: 16_384, prices: { input: 0.15 }, quality: 0.6, locality: 'remote' });
  // Whether a text can be continued is the server's doing; what no catalogue publishes is taken for granted.
  expect([...(model?.card.capabilities ?? [])]).toEqual(['text-generation', 'tools', 'json', 'json-schema', 'parallel-tools', 'logprobs']);
  const handMade = openai({ apiKey: 'k', transport: http, cardOf: () => ({ capabilities: new Set(['text-generation', 'tools', 'logprobs']) }) });
  expect([...((await handMade.languageModel?.(sourceOf('gpt-4')))?.card.capabilities ?? [])]).toEqual(['text-generation', 'tools', 'logprobs']);
  expect((await provider.languageModel?.(sourceOf('unheard-of')))?.card).toMatchObject({ prices: null, quality: null, contextTokens: null });
});

test('a source without a model, and an unknown api, are errors', async () => {
  const provider = openai({ apiKey: 'k', transport: spy().http });
  await expect(provider.languageModel?.(sourceOf(''))).rejects.toMatchObject({ code: 'invalid-config' });
  await expect(provider.languageModel?.(sourceOf('m', { options: { api: 'assistants' } }))).rejects.toMatchObject({ code: 'invalid-config' });
});

test('DeepSeek continues a text under its beta address only', async () => {
  const { http, sent } = spy();
  const model = await open(openai({ preset: 'deepseek', apiKey: 'k', transport: http }));
  await generate(model, { ...question, continueFrom: 'So' });
  await generate(model, question);
  expect(sent.map((request) => request.url)).toEqual(['https://api.deepseek.com/beta/chat/completions', 'https://api.deepseek.com/v1/chat/completions']);
  expect(model.card.capabilities.has('prefill')).toBe(true);
});

test('/models of OpenAI lists what is for chat and embeddings, with what the catalogue knows', async () => {
  server.answers = [json(fixture('models-openai.json'))];
  const provider = openai({ apiKey, baseUrl: server.url, preset: 'openai', transport: server.http, cardOf: (name) => (name === 'gpt-4o-mini' ? { contextTokens: 128_000 } : undefined) });
  const cards = await provider.discover?.();
  expect(server.received).toMatchObject([{ method: 'GET', path: '/v1/models' }]);
  expect(cards?.map(({ id, contextTokens, capabilities }) => [id, contextTokens, capabilities.has('embedding')])).toEqual([
    ['openai:gpt-4o-mini', 128_000, false],
    ['openai:text-embedding-3-small', null, true],
  ]);
});

test('/models of OpenRouter tells prices, context and capabilities', async () => {
  server.answers = [json(fixture('models-openrouter.json'))];
  const cards = await openai({ preset: 'openrouter', apiKey, baseUrl: server.url, transport: server.http }).discover?.();
  expect(cards?.[0]).toMatchObject({ id: 'openrouter:anthropic/claude-sonnet-4.5', contextTokens: 1_000_000, maxOutputTokens: 64_000, prices: { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75, source: 'openrouter' } });
  expect([...(cards?.[0]?.capabilities ?? [])].sort()).toEqual(['files', 'images', 'json', 'json-schema', 'parallel-tools', 'prefill', 'reasoning', 'text-generation', 'tools']);
  expect(cards?.[1]?.prices).toBeNull();
});

test('the shapes of other vendors\' lists are read too; no list is an error', async () => {
  server.answers = [
    json([{ id: 'together/a', context_length: 4_096 }]),
    json({ data: [{ id: 'models/gemini-2.5-flash' }, { id: 'local', max_model_len: 2_048 }, { id: 'g', meta: { n_ctx_train: 512 } }, { nothing: 1 }] }),
    json({ models: 'none' }),
  ];
  const provider = openai({ preset: 'together', apiKey, baseUrl: server.url, transport: server.http });
  expect(await provider.discover?.()).toMatchObject([{ name: 'together/a', contextTokens: 4_096 }]);
  expect(await provider.discover?.()).toMatchObject([{ name: 'gemini-2.5-flash' }, { name: 'local', contextTokens: 2_048 }, { name: 'g', contextTokens: 512 }]);
  await expect(provider.discover?.()).rejects.toMatchObject({ code: 'bad-gateway' });
});
