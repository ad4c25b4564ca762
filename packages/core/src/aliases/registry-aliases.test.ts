import { expect, test } from '@jest/globals';
import { normalizeConfig, normalizeModelEntry } from '../configuration/index.ts';
import { overlay, pathOf, read } from '../configuration/tree-path.ts';
import { parseRegistry } from '../registry/index.ts';
import { capabilityAliases, modelEntryAliases, registryFileAliases, templateAliases } from './registry-aliases.ts';

const nested = (path: string, value: unknown) => pathOf(path).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

/** What is written, and what it is read as. */
const samples: Readonly<Record<string, readonly [unknown, unknown]>> = {
  id: ['my-model', 'my-model'],
  name: ['My model', 'My model'],
  format: ['gguf', 'gguf'],
  source: ['./other.gguf', 'file:./other.gguf'],
  contextTokens: [4_096, 4_096],
  'defaults.temperature': [0, 0],
  'defaults.maxTokens': [77, 77],
  'defaults.topP': [0.4, 0.4],
  'defaults.topK': [4, 4],
  'defaults.stop': [['x'], ['x']],
  timeoutMs: ['5s', 5_000],
  retries: [0, 0],
  'options.baseUrl': ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
  'options.apiKey': ['sk-1', 'sk-1'],
  'options.model': ['own', 'own'],
  options: [{ gpuLayers: 4 }, { gpuLayers: 4 }],
  'performance.tokensPerSecond': [12, 12],
  'performance.memoryUsage': ['4GB', '4GB'],
  prices: [{ input: '$0.002/1K tokens', output: 4 }, { input: 2, output: 4 }],
};
const perThousand: readonly [unknown, unknown] = [0.002, { input: 2, output: 2 }];
const perToken: readonly [unknown, unknown] = [0.000002, { input: 2, output: 2 }];

test.each(modelEntryAliases.map((alias) => [alias.accepted, alias.canonical, alias] as const))('model entry "%s" is read as "%s"', (accepted, canonical, { unit }) => {
  const [written, expected] = unit === 'usd-per-thousand-tokens' ? perThousand : unit === 'usd-per-token' ? perToken : samples[canonical]!;
  const base: Record<string, unknown> = { id: 'base', name: 'Base', source: './base.gguf' };
  if (canonical === 'id') delete base['id'];
  if (canonical === 'source') delete base['source'];
  const { entry, warnings } = normalizeModelEntry(overlay(base, nested(accepted, written)));
  expect(read(entry, pathOf(canonical))).toEqual(expected);
  expect(warnings).toEqual([]);
  if (canonical !== 'id' && canonical !== 'source' && canonical !== 'format') expect(read(normalizeModelEntry(base).entry, pathOf(canonical))).not.toEqual(expected);
});

test.each(capabilityAliases.map(({ accepted, canonical }) => [accepted, canonical]))('capability "%s" is "%s"', (accepted, canonical) => {
  expect(normalizeModelEntry({ id: 'a', source: 'openai:a', capabilities: [accepted] })).toMatchObject({ entry: { capabilities: [canonical] }, warnings: [] });
});

test.each(registryFileAliases.map(({ accepted, canonical }) => [accepted, canonical] as const))('registry "%s" is read as "%s"', (accepted, canonical) => {
  const written = canonical === 'templates' ? [{ id: 'a', format: 'x' }] : { mine: { cost: 1 } };
  expect(parseRegistry({ [accepted]: written })[canonical as 'templates' | 'strategies']).toEqual(written);
});

test.each(templateAliases.map(({ accepted, canonical }) => [accepted, canonical] as const))('template "%s" is read as "%s"', (accepted, canonical) => {
  const value = canonical === 'stopTokens' || canonical === 'modelCompatibility' ? ['x'] : 'x';
  const { id: _id, format: _format, ...rest } = { id: 'a', format: 'b' };
  const base = { ...rest, ...(canonical === 'id' ? { format: 'b' } : canonical === 'format' ? { id: 'a' } : { id: 'a', format: 'b' }) };
  expect(normalizeConfig({ templates: [{ ...base, [accepted]: value }] }).config.templates[0]).toMatchObject({ [canonical]: value });
  expect(parseRegistry({ templates: [{ ...base, [accepted]: value }] }).templates[0]).toMatchObject({ [canonical]: value });
});

test('capabilities may be a list, a map of booleans or JSON; each counts once', () => {
  const of = (capabilities: unknown) => normalizeModelEntry({ id: 'a', source: 'openai:a', capabilities }).entry.capabilities;
  expect(of(['tools', 'text-generation', 'function-calling'])).toEqual(['text-generation', 'tools']);
  expect(of({ tools: true, vision: true, json: false })).toEqual(['tools', 'images']);
  expect(of('["tools"]')).toEqual(['tools']);
  expect(of('{"tools": true}')).toEqual(['tools']);
  expect(of('tools, chat')).toEqual(['text-generation', 'tools']);
  expect(of(new Set(['tools']))).toEqual(['tools']);
  const { entry, warnings } = normalizeModelEntry({ id: 'a', source: 'openai:a', capabilities: ['tools', 'telepathy'] });
  expect(entry.capabilities).toEqual(['tools']);
  expect(warnings.map(({ message }) => message).join()).toContain('"telepathy" is no capability that we know');
});

test('prices of a model are dollars per million tokens, however they are written', () => {
  const of = (fields: object) => normalizeModelEntry({ id: 'a', source: 'openai:a', ...fields }).entry.prices;
  expect(of({ prices: { input: 2, output: 4 } })).toEqual({ input: 2, output: 4 });
  expect(of({ price: '$0.002/1K tokens' })).toEqual({ input: 2, output: 2 });
  expect(of({ cost: { prompt: '$2/1M tokens', completion: '$0.004 per 1K tokens', cache_read: 0.2 } })).toEqual({ input: 2, output: 4, cachedInput: 0.2 });
  expect(of({ cost_per_1k_tokens: { input: 0.001, output: 0.003 } })).toEqual({ input: 1, output: 3 });
  expect(of({ prices: null })).toBeNull();
  expect(of({})).toBeUndefined();
  expect(() => of({ price: 'cheap' })).toThrow('expected a price such as');
});

test('a text is a source, and what is neither is refused', () => {
  expect(normalizeModelEntry('openai:gpt-4').entry).toEqual({ id: 'gpt-4', name: 'gpt-4', source: 'openai:gpt-4', format: 'api', provider: 'openai' });
  for (const input of [5, null, [], undefined]) expect(() => normalizeModelEntry(input)).toThrow('expected an object or the text of a source');
  expect(() => normalizeModelEntry({ id: 'a', source: 'openai:a', colour: 1 }, { strict: true })).toThrow('colour: "colour" is no key of a model');
});

test('the name is the id where there is none, and the label where there is no other', () => {
  const of = (fields: object) => {
    const { id, name } = normalizeModelEntry({ source: 'openai:a', ...fields }).entry;
    return [id, name];
  };
  expect(of({ name: 'a' })).toEqual(['a', 'a']);
  expect(of({ id: 'a' })).toEqual(['a', 'a']);
  expect(of({ id: 'a', name: 'A' })).toEqual(['a', 'A']);
  expect(of({ name: 'a', displayName: 'A' })).toEqual(['a', 'A']);
  expect(of({ id: 'a', name: 'b', displayName: 'A' })).toEqual(['a', 'A']);
});

test('the model configuration file of the guide loads [S2-029]', () => {
  const file = { id: 'llama', name: 'Llama', format: 'gguf', source: './models/cache/llama.gguf', config: { contextLength: 2_048, temperature: 0.7 } };
  expect(normalizeModelEntry(JSON.parse(JSON.stringify(file)))).toEqual({
    entry: { id: 'llama', name: 'Llama', format: 'gguf', source: 'file:./models/cache/llama.gguf', contextTokens: 2_048, defaults: { temperature: 0.7 } },
    warnings: [],
  });
});

test('an entry is its own normal form', () => {
  const { entry } = normalizeModelEntry({ name: 'a', type: 'gguf', path: './a.gguf', context_length: 5, parameters: { top_p: 0.5, gpuLayers: 1 }, price: '$1/1M tokens', capabilities: { tools: true } });
  expect(normalizeModelEntry(entry)).toEqual({ entry, warnings: [] });
});
