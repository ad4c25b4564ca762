import { afterAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import OpenAI from 'openai';

import { apiKey, json, vendor, type Answer } from './vendor.test.server.ts';

const server = await vendor();

beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

function vectorOf(text: string): number[] {
  return [Buffer.byteLength(text), text.codePointAt(0) ?? 0, 0.5];
}

/** Answers each text with a vector of its own, last one first. */
const answer: Answer = (response, { body }) => {
  const { input, encoding_format: format } = body as { input: string[]; encoding_format?: string };
  const data = input.map((text, index) => {
    const vector = Float32Array.from(vectorOf(text));
    return { object: 'embedding', index, embedding: format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector] };
  });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data: data.reverse(), model: 'e', usage: { prompt_tokens: input.length, total_tokens: input.length } }));
};

test('vectors come in the order of the values, as base64 from OpenAI', async () => {
  server.answers = [answer];
  const model = await server.embedding('text-embedding-3-small');
  const { vectors, usage, model: id } = await model.embed({ values: ['é', 'bb', 'c'], dimensions: 3 });
  expect(vectors.map((vector) => [...vector])).toEqual(['é', 'bb', 'c'].map(vectorOf));
  expect([id, usage]).toEqual(['openai:text-embedding-3-small', { inputTokens: 3, outputTokens: 0 }]);
  expect(server.received[0]?.body).toEqual({ model: 'text-embedding-3-small', input: ['é', 'bb', 'c'], encoding_format: 'base64', dimensions: 3 } satisfies OpenAI.EmbeddingCreateParams);
  const sdk = await new OpenAI({ apiKey, baseURL: server.url, maxRetries: 0 }).embeddings.create({ model: 'e', input: ['é', 'bb'] });
  expect(sdk.data.map((entry) => entry.embedding).reverse()).toEqual(['é', 'bb'].map(vectorOf));
});

test('many values become as many requests as the vendor takes at once', async () => {
  server.answers = [answer];
  const model = await server.embedding('m', { preset: 'gemini' }, { options: { dimensions: 3 } });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ minLength: 1, maxLength: 3 }), { minLength: 0, maxLength: 250 }), async (values) => {
      server.received.length = 0;
      const { vectors, usage } = await model.embed({ values });
      expect(vectors.map((vector) => [...vector])).toEqual(values.map(vectorOf));
      expect(usage?.inputTokens).toBe(values.length);
      expect(server.received).toHaveLength(Math.ceil(values.length / 100));
    }),
    { numRuns: 20 },
  );
});

test('long texts are spread over several requests too', async () => {
  server.answers = [answer];
  const model = await server.embedding('text-embedding-3-small');
  await model.embed({ values: Array.from({ length: 5 }, () => 'x'.repeat(250_000)) });
  expect(server.received.map(({ body }) => (body as { input: string[] }).input.length).sort()).toEqual([1, 2, 2]);
});

test('the length of vectors is known by name, told by the source, or asked for', async () => {
  server.answers = [answer];
  expect((await server.embedding('text-embedding-ada-002')).dimensions).toBe(1_536);
  expect(server.received).toHaveLength(0);
  expect((await server.embedding('strange')).dimensions).toBe(3);
  expect(server.received).toHaveLength(1);
  const shortened = await server.embedding('text-embedding-3-large', {}, { options: { dimensions: 256 } });
  await shortened.embed({ values: ['a'] });
  expect([shortened.dimensions, server.received.at(-1)?.body]).toMatchObject([256, { dimensions: 256 }]);
});

test('NVIDIA is told whether it is a question', async () => {
  server.answers = [answer];
  const model = await server.embedding('m', { preset: 'nvidia' }, { options: { dimensions: 3 } });
  await model.embed({ values: ['a'], purpose: 'query' });
  await model.embed({ values: ['a'] });
  expect(server.received.map(({ body }) => (body as { input_type: string }).input_type)).toEqual(['query', 'passage']);
});

test.each([
  [{ data: [] }],
  [{ data: [{ index: 0, embedding: [] }] }],
  [{ data: [{ index: 0, embedding: 'AAA' }] }],
  [{ data: [{ index: 5, embedding: [1] }] }],
  [{ data: [{ index: 0, embedding: ['1'] }] }],
  [{}],
])('%j is a bad gateway', async (body) => {
  server.answers = [json(body)];
  await expect((await server.embedding('text-embedding-3-small')).embed({ values: ['a'] })).rejects.toMatchObject({ code: 'bad-gateway' });
});

test('an error of the vendor is mapped as everywhere', async () => {
  server.answers = [json({ error: { message: 'too many', code: 'rate_limit_exceeded' } }, 429, { 'retry-after': '2' })];
  await expect((await server.embedding('text-embedding-3-small')).embed({ values: ['a'] })).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 2_000 });
});
