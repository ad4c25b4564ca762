import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { costOf } from '../money.ts';
import { cardsSource, catalogue, pricesSource } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';

/** A day on which all figures below were read. */
const at = Date.UTC(2026, 10, 21);
const published = await loadCatalogue();

test.each([
  ['gpt-3.5-turbo', 'openai', 16_385, [0.5, 1.5], true],
  ['gpt-4', 'openai', 8_192, [30, 60], true],
  ['gpt-4-turbo-preview', 'openai', 128_000, [10, 30], true],
  ['gpt-4-1106-preview', 'openai', 128_000, [10, 30], true],
  ['claude-3-sonnet', 'anthropic', 200_000, [3, 15], true],
  ['claude-3-opus', 'anthropic', 200_000, [15, 75], true],
  ['claude-instant', 'anthropic', 100_000, [0.8, 2.4], true],
  ['claude-instant-1', 'anthropic', 100_000, [0.8, 2.4], true],
  ['text-embedding-ada-002', 'openai', 8_192, [0.1, 0], false],
  ['local:BAAI/bge-small-en', 'huggingface', 512, 'local', false],
  ['llama-2-7b', 'huggingface', 4_096, 'local', false],
  ['llama-2-7b-chat', 'huggingface', 4_096, 'local', false],
  ['llama-2-13b', 'huggingface', 4_096, 'local', false],
  ['mixtral-8x7b', 'huggingface', 32_768, 'local', false],
  ['dialogpt-medium', 'huggingface', 1_024, 'local', false],
  ['gpt2', 'huggingface', 1_024, 'local', false],
  ['llama2', 'ollama', 4_096, 'local', false],
  ['openai-gpt35', 'openai', 16_385, [0.5, 1.5], true],
] as const)('the catalogue knows "%s": %s, window, price or local, retired or not [S0-032]', (name, provider, contextTokens, price, retired) => {
  const entry = published.lookup(name, at);
  expect(entry).toMatchObject({ provider, contextTokens, retired, locality: price === 'local' ? 'local' : 'remote' });
  expect(entry!.prices && [entry!.prices.input, entry!.prices.output]).toEqual(price === 'local' ? null : [...price]);
  expect(entry!.source).not.toBe('');
});

test('a model of the function-calling example has the capability for it [S0-033]', () => {
  expect(published.find('openai', 'gpt-4-turbo-preview', at)?.capabilities?.has('tools')).toBe(true);
  expect(published.find('openai', 'gpt-4o', at)?.capabilities).toEqual(new Set(['text-generation', 'tools', 'images']));
  expect(published.find('openai', 'text-embedding-ada-002', at)?.capabilities).toEqual(new Set(['embedding']));
});

test('cached input, tiers and dated names are read', () => {
  expect(published.find('openai', 'gpt-4o-mini', at)).toMatchObject({ contextTokens: 128_000, maxOutputTokens: 16_384, prices: { input: 0.15, output: 0.6, cachedInput: 0.075, source: pricesSource } });
  expect(published.find('openai', 'gpt-4o-mini-2024-07-18', at)?.prices).toEqual(published.find('openai', 'gpt-4o-mini', at)?.prices);
  expect(published.find('anthropic', 'claude-opus-4-1', at)?.contextTokens).toBe(200_000);
  const { prices } = published.find('google', 'gemini-2.5-pro', at)!;
  expect(prices).toMatchObject({ input: 1.25, output: 10, tiers: [{ fromInputTokens: 200_001, input: 2.5, output: 15 }] });
  expect(costOf(prices, { inputTokens: 200_000, outputTokens: 0 })).toBe(250_000_000_000n);
  expect(costOf(prices, { inputTokens: 200_001, outputTokens: 0 })).toBe(500_002_500_000n);
});

test('a price that changes with the day is the price of the day that was asked for', () => {
  const dated = catalogue({
    cards: {},
    findProvider: () => undefined,
    calcPrice: (_usage, id, options) => ({
      model: { id, match: { equals: id }, prices: {} },
      model_price: { input_mtok: options!.timestamp! < new Date('2026-08-05') ? 5 : 3, output_mtok: 9 },
      provider: { id: 'openai', name: 'OpenAI', api_pattern: '', models: [] },
      input_price: 0,
      output_price: 0,
      total_price: 0,
    }),
    now: () => Date.UTC(2026, 11, 1),
  });
  expect(dated.find('openai', 'x', Date.UTC(2026, 7, 1))?.prices?.input).toBe(5);
  expect(dated.find('openai', 'x')?.prices?.input).toBe(3);
});

test('what nobody published is unknown, never free and never somebody else', () => {
  expect(published.find('openai', 'no-such-model-of-theirs', at)).toBeUndefined();
  expect(published.find('my-openai-proxy', 'gpt-4o', at)).toBeUndefined();
  expect(published.lookup('who-knows', at)).toBeUndefined();
  expect(published.find('__proto__', 'x', at)).toBeUndefined();
  expect(published.lookup('constructor:x', at)).toBeUndefined();
  expect(published.find('openai', 'whisper-1', at)?.prices ?? null).toBeNull();
  expect(published.lookup('llama-2-7b', at)?.prices).toBeNull();
});

test('where the two libraries differ by more than one per cent is reported, with both figures', () => {
  const differences = published.differences({ atWallMs: at });
  for (const { share, genaiPrices, tokenlens } of differences) {
    expect(share).toBeGreaterThan(0.01);
    expect(genaiPrices).not.toBe(tokenlens);
  }
  expect(differences.length).toBeGreaterThan(0);
  expect(published.differences({ moreThan: 1, atWallMs: at })).toEqual([]);

  const two = catalogue({
    cards: { openai: { models: { a: { id: 'a', cost: { input: 2, output: 4 } }, b: { id: 'b', cost: { input: 1.005, output: 4 } } } } },
    findProvider: () => undefined,
    calcPrice: (_usage, id) => ({ model: { id, match: { equals: id }, prices: {} }, model_price: { input_mtok: 1, output_mtok: 4 }, provider: { id: 'openai', name: 'OpenAI', api_pattern: '', models: [] }, input_price: 0, output_price: 0, total_price: 0 }),
  });
  expect(two.differences()).toEqual([{ provider: 'openai', name: 'a', field: 'input', genaiPrices: 1, tokenlens: 2, share: 0.5 }]);
});

test('the sources name the installed versions', () => {
  const require = createRequire(import.meta.url);
  const version = (name: string) => (JSON.parse(readFileSync(join(dirname(require.resolve(name)), '..', 'package.json'), 'utf8')) as { version: string }).version;
  expect(pricesSource).toBe(`genai-prices ${version('@pydantic/genai-prices')}`);
  expect(cardsSource).toBe(`tokenlens ${version('tokenlens')}`);
});

test('it is loaded once, and nothing in this package imports the data before it is asked for', async () => {
  expect(loadCatalogue()).toBe(loadCatalogue());
  expect(await loadCatalogue()).toBe(published);
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const early = files.filter((file) => /^import (?!type)[^;]*from '(?:@pydantic\/genai-prices|tokenlens)/m.test(readFileSync(join(root, file), 'utf8')));
  expect(files.length).toBeGreaterThan(20);
  expect(early).toEqual([]);
});
