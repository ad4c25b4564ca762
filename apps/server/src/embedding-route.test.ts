import { afterEach, expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import { scriptedEmbedding } from '@llmrr/testing';
import OpenAI from 'openai';
import { closeGateways, gateway, post } from './gateway.test.fixture.ts';
import { embeddingListSchema, errorSchema } from './openai-schemas.ts';

afterEach(closeGateways);

function embedder() {
  return scriptedEmbedding({ id: 'vectors', dimensions: 3, turns: (call) => ({ vectors: call.values.map((value) => [value.length, 0.25, -1.5]) }) });
}

test('vectors come as numbers or base64, one per input and in order, as the official client reads them', async () => {
  const vectors = embedder();
  const { url } = await gateway({ embedders: { vectors } });
  const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  // The client asks for base64 unless told otherwise.
  const usual = await openai.embeddings.create({ model: 'vectors', input: ['a', 'bcd'] });
  expect(usual.data.map(({ index, embedding }) => [index, [...embedding]])).toEqual([[0, [1, 0.25, -1.5]], [1, [3, 0.25, -1.5]]]);
  const float = await openai.embeddings.create({ model: 'vectors', input: 'ab', encoding_format: 'float' });
  expect(embeddingListSchema.parse(float).data).toEqual([{ object: 'embedding', index: 0, embedding: [2, 0.25, -1.5] }]);
  const raw = await post(`${url}/v1/embeddings`, { model: 'auto', input: 'ab', encoding_format: 'base64', dimensions: 3, user: 'u1' });
  expect(embeddingListSchema.parse(raw.body).data[0]!.embedding).toBe(Buffer.from(new Float32Array([2, 0.25, -1.5]).buffer).toString('base64'));
  expect([raw.headers.get('x-llmrr-model'), raw.body.model]).toEqual(['vectors', 'vectors']);
  expect(vectors.calls.at(-1)).toMatchObject({ values: ['ab'], dimensions: 3 });
});

test('what cannot be embedded is refused by name', async () => {
  const { url } = await gateway({ turns: { chat: () => 'hi' }, embedders: { vectors: embedder() } });
  const cases: [object, number, string][] = [
    [{ input: [1, 2, 3] }, 400, 'token arrays'],
    [{ input: [[1, 2]] }, 400, 'token arrays'],
    [{ input: [] }, 400, 'input'],
    [{ input: '' }, 400, 'input'],
    [{ input: ['a', 5] }, 400, 'input[1]'],
    [{ input: 'a', encoding_format: 'hex' }, 400, 'encoding_format'],
    [{ input: 'a', dimensions: 0 }, 400, 'dimensions'],
    [{ input: 'a', model: 'vektors' }, 404, 'vectors'],
  ];
  for (const [body, status, part] of cases) {
    const answer = await post(`${url}/v1/embeddings`, { model: 'vectors', ...body });
    expect([answer.status, errorSchema.parse(answer.body).error.message]).toEqual([status, expect.stringContaining(part)]);
  }
});

test('without an embedding model the answer says so', async () => {
  const { url } = await gateway({ providers: [{ name: 'chatting', opens: ({ scheme }) => scheme === 'chat', languageModel: () => Promise.reject(new LlmrrError('internal', 'not opened here')) }] });
  const { status, body } = await post(`${url}/v1/embeddings`, { input: 'a' });
  expect([status, body.error.message]).toEqual([400, expect.stringContaining('can embed')]);
});
