import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { transport } from '@llmrr/http';
import { embeddingModelContract, languageModelContract, openAiStub, type VendorStub } from '@llmrr/testing';

import { openai } from './provider.ts';
import { apiKey, sourceOf } from './vendor.test.server.ts';

const http = transport();
let stub: VendorStub;

beforeAll(async () => {
  stub = await openAiStub({ contextTokens: 4_096 });
});
afterAll(async () => {
  await http.close();
  await stub.close();
});

const provider = () => openai({ apiKey, baseUrl: stub.baseUrl, transport: http, preset: 'openai' });

describe('chat completions keep the contract of every language model [S1-021]', () => {
  const open = async () => (await provider().languageModel?.(sourceOf('gpt-4o-mini'))) ?? fail();
  for (const { name, run } of languageModelContract({ open, contextTokens: 4_096 })) test(name, run);
});

describe('the responses API keeps the contract of every language model [S1-021]', () => {
  const open = async () => (await provider().languageModel?.(sourceOf('gpt-4o-mini', { options: { api: 'responses' } }))) ?? fail();
  // The API knows no stop sequences and takes no maxTokens below 16; either is an error, as the tests of the model show.
  const beyond = new Set(['it ends before a stop sequence', 'it stops at maxTokens and says so']);
  for (const { name, run } of languageModelContract({ open, contextTokens: 4_096 })) if (!beyond.has(name)) test(name, run);
});

describe('embeddings keep the contract of every embedding model', () => {
  const open = async () => (await provider().embeddingModel?.(sourceOf('text-embedding-3-small', { options: { dimensions: 64 } }))) ?? fail();
  for (const { name, run } of embeddingModelContract({ open, dimensions: 32 })) test(name, run);
});

function fail(): never {
  throw new Error('the provider opened nothing');
}
