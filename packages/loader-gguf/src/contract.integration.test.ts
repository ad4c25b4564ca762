import { afterAll, describe, jest, test } from '@jest/globals';
import { embeddingModelContract, languageModelContract } from '@llmrr/testing';
import { tinySource } from './engine.test.fixture.ts';
import { gguf } from './gguf.ts';

// What every model promises, kept by the shipped one in its real engine. One engine serves all cases, so they do not
// close it; life.integration.test.ts shows what happens then.
jest.setTimeout(120_000);

const provider = gguf();
afterAll(() => provider.close?.());

const language = provider.languageModel?.(tinySource());
const embedding = provider.embeddingModel?.(tinySource());

async function shared<Model extends { close?(): Promise<void> }>(opening: Promise<Model> | undefined): Promise<Omit<Model, 'close'>> {
  if (!opening) throw new Error('the provider opens no such model');
  const { close: _, ...model } = await opening;
  return model;
}

describe('the language model contract', () => {
  const capabilities = ['tools', 'tool-choice', 'json', 'json-schema', 'prefill'] as const;
  for (const { name, run } of languageModelContract({ open: () => shared(language), capabilities, abortWithinMs: 500 })) test(name, run);
});

describe('the embedding model contract', () => {
  for (const { name, run } of embeddingModelContract({ open: () => shared(embedding), abortWithinMs: 500 })) test(name, run);
});
