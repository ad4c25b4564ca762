import { afterEach, expect, test } from '@jest/globals';
import { LlmrrError, type Provider } from '@llmrr/core';
import { mock } from '@llmrr/testing';
import OpenAI from 'openai';
import { closeGateways, gateway, get, hello, post } from './gateway.test.fixture.ts';
import { modelListSchema, modelSchema } from './openai-schemas.ts';
import { operations } from './openapi-document.ts';

afterEach(closeGateways);

const broken: Provider = { name: 'broken', opens: ({ scheme }) => scheme === 'broken', languageModel: () => Promise.reject(new LlmrrError('model-file-corrupt', 'the file is truncated')) };

test('models are listed in OpenAI’s shape, and found by id with slashes and colons, by alias, and as auto', async () => {
  const { url } = await gateway({
    turns: { one: () => 'ok' },
    providers: [mock()],
    config: { models: [{ id: 'mock:org/a:b', source: 'mock:a', aliases: ['nick'] }] },
  });
  const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  const list = await openai.models.list();
  expect(list.data.map(({ id, owned_by }) => [id, owned_by])).toEqual([['mock:org/a:b', 'mock'], ['auto', 'llmrr']]);
  expect(modelListSchema.parse((await get(`${url}/v1/models`)).body).data[0]!.llmrr).toMatchObject({ locality: 'local', capabilities: expect.arrayContaining(['tools']), contextTokens: 8192 });
  for (const name of ['mock:org/a:b', 'nick']) expect((await openai.models.retrieve(name)).id).toBe('mock:org/a:b');
  expect(modelSchema.parse((await get(`${url}/v1/models/mock:org/a:b`)).body).id).toBe('mock:org/a:b');
  expect((await get(`${url}/v1/models/auto`)).body.id).toBe('auto');
  const unknown = await get(`${url}/v1/models/nack`);
  expect([unknown.status, unknown.body.error.message]).toEqual([404, expect.stringContaining('nick')]);
});

test('explain tells what would be decided and calls no model', async () => {
  const { url, models } = await gateway({ turns: { one: () => 'ok', two: () => 'ok' }, cards: { one: { quality: 0.1 }, two: { quality: 0.9, capabilities: new Set(['text-generation']) } } });
  const { body } = await post(`${url}/v1/route/explain`, { model: 'auto:quality-first', messages: hello, tools: [{ type: 'function', function: { name: 'f' } }] });
  expect(body).toMatchObject({ object: 'route.plan', strategy: 'quality-first', order: ['one'], candidates: [{ model: 'one', score: expect.any(Number) }], excluded: [{ model: 'two', reason: 'capability', detail: 'lacks tools' }] });
  expect([models['one']!.calls.length, models['two']!.calls.length]).toEqual([0, 0]);
});

test('health is 200 while something answers and 503 when nothing can, with the reasons; ready follows', async () => {
  const healthy = await gateway({ turns: { one: () => 'ok' } });
  expect((await get(`${healthy.url}/health`)).body).toMatchObject({ status: 'healthy', version: '1.2.3', reasons: [], models: [{ id: 'one', usable: true }] });
  expect((await get(`${healthy.url}/ready`)).body).toEqual({ ready: true });

  const degraded = await gateway({ providers: [broken, mock()], config: { models: [{ id: 'good', source: 'mock:a' }, { id: 'bad', source: 'broken:b' }] } });
  const { status, body } = await get(`${degraded.url}/health`);
  expect([status, body.status, body.reasons]).toEqual([200, 'degraded', ['bad: the file is truncated']]);

  const unhealthy = await gateway({ providers: [broken], config: { models: [{ id: 'bad', source: 'broken:b' }] } });
  expect((await get(`${unhealthy.url}/health`)).status).toBe(503);
  expect((await get(`${unhealthy.url}/ready`)).status).toBe(503);
});

test('status holds what the page shows', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' }, config: { models: [{ id: 'one', source: 'test:one', description: 'a model of tests' }] } });
  await post(`${url}/v1/chat/completions`, { model: 'auto', messages: hello });
  expect((await get(`${url}/api/status`)).body).toMatchObject({
    version: '1.2.3', strategy: 'priority', strategies: expect.arrayContaining(['balanced', 'quality-first']), running: 0,
    health: { status: 'healthy', reasons: [] }, metrics: { requests: 1, successes: 1 },
    models: [{ id: 'one', card: { description: 'a model of tests', capabilities: expect.arrayContaining(['text-generation']) }, signals: { calls: 1 } }],
  });
});

test('the OpenAPI document is made of the schemas that the routes parse with, and every route in it exists', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' }, keys: ['some-key'] });
  const { body } = await get(`${url}/openapi.json`);
  expect(body).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
  const chat = body.paths['/v1/chat/completions'].post;
  expect(chat.security).toEqual([{ bearer: [] }]);
  expect(chat.requestBody.content['application/json'].schema).toMatchObject({ type: 'object', required: ['messages'], properties: { n: { anyOf: [{ type: 'integer', minimum: 1, maximum: 16 }, { type: 'null' }] } } });
  expect(Object.keys(chat.responses['200'].content)).toEqual(['application/json', 'text/event-stream']);
  for (const { method, path, example } of operations) {
    const address = url + path.replace('{model}', 'one');
    const headers = { authorization: 'Bearer some-key' };
    const { status } = method === 'get' ? await get(`${address}?question=a`, headers) : await post(address, example, { headers });
    expect([path, status]).toEqual([path, path === '/v1/embeddings' ? 400 : 200]);
  }
});

test('the reference shows every route with its fields and a command', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' } });
  const { text } = await get(`${url}/docs`);
  for (const { path, method } of operations) expect(text).toContain(`<b class="${method}">${method}</b> <code>${path}</code>`);
  expect(text).toContain('<code>max_completion_tokens</code>');
  expect(text).toContain('curl http://localhost:3006/v1/chat/completions');
  expect((await get(`${url}/docs.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8');
});

test('without a page the root says what this is', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' }, publicFolder: false });
  expect((await get(`${url}/`)).body).toEqual({ name: 'LLM Runner Router', version: '1.2.3', docs: '/docs', health: '/health' });
});
