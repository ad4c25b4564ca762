import { expect, test } from '@jest/globals';
import { LlmrrError } from '../error.ts';
import { modelRegistry, type RegistryEvent, type RegistryStore } from './model-registry.ts';
import { parseRegistry, type RegistryFile } from './registry-file.ts';

function memoryStore(initial?: unknown): RegistryStore & { readonly written: RegistryFile[] } {
  const written: RegistryFile[] = [];
  return {
    written,
    read: () => Promise.resolve(written.at(-1) ?? initial),
    write: (value) => {
      written.push(JSON.parse(JSON.stringify(value)) as RegistryFile);
      return Promise.resolve();
    },
  };
}

const llama = { id: 'llama', name: 'Llama', format: 'gguf', source: './models/cache/llama.gguf', config: { contextLength: 2048, temperature: 0.7, maxLength: 512 } };

test('a registered model is listed and outlives the process in the registry file', async () => {
  const store = memoryStore();
  const events: RegistryEvent[] = [];
  const registry = modelRegistry({ store, onEvent: (event) => events.push(event) });
  await registry.load();
  registry.add(llama);
  await registry.save();
  const entry = { id: 'llama', name: 'Llama', format: 'gguf', source: 'file:./models/cache/llama.gguf', contextTokens: 2048, defaults: { temperature: 0.7, maxTokens: 512 } };
  expect(registry.all()).toEqual([entry]);
  expect(store.written).toEqual([{ version: '1.2.0', models: [entry], templates: [], strategies: {} }]);
  expect(events).toEqual([{ type: 'added', id: 'llama' }]);

  const later = modelRegistry({ store });
  await later.load();
  expect(later.all()).toEqual([entry]);
});

test.each([
  ['id', { name: undefined, id: undefined }, 'id: expected the name'],
  ['source', { source: undefined }, 'source: model "llama"'],
  ['format', { format: 'pkl' }, "Unsupported model format 'pkl'"],
  ['name', { name: 7 }, 'name: expected string'],
] as const)('a model without a usable %s is refused, naming the field', (field, change, message) => {
  const registry = modelRegistry();
  let thrown: unknown;
  try {
    registry.add({ ...llama, ...change });
  } catch (error) {
    thrown = error;
  }
  expect(LlmrrError.is(thrown, field === 'format' ? 'unsupported-format' : 'invalid-config')).toBe(true);
  expect(String(thrown)).toContain(message);
  expect(registry.all()).toEqual([]);
});

test('the names of version 1.0 give the same entry as the new ones [S2-004]', () => {
  const old = modelRegistry().add({ name: 'llama', path: './models/llama.gguf', type: 'gguf' });
  const current = modelRegistry().add({ id: 'llama', name: 'llama', source: './models/llama.gguf', format: 'gguf' });
  expect(old).toEqual(current);
});

test('an API model needs no source: it follows from provider and model', () => {
  const registry = modelRegistry();
  expect(registry.add({ id: 'gpt-4', format: 'api', provider: 'openai', config: { temperature: 0.7 } })).toMatchObject({ source: 'openai:gpt-4', defaults: { temperature: 0.7 } });
  expect(registry.add({ id: 'primary', format: 'api', provider: 'openai', config: { model: 'gpt-4o' } })).toEqual({ id: 'primary', name: 'primary', format: 'api', provider: 'openai', source: 'openai:gpt-4o' });
});

test('removing takes the model out, by its id only', () => {
  const registry = modelRegistry();
  registry.add(llama);
  expect(registry.remove('Llama')).toBe(false);
  expect(registry.all()).toHaveLength(1);
  expect(registry.remove('llama')).toBe(true);
  expect(registry.remove('llama')).toBe(false);
  expect(registry.all()).toEqual([]);
  expect(() => registry.resolve('llama')).toThrow('no model is registered');
});

test('a name is looked up as id, then alias, then provider:model, then unique model name', () => {
  const registry = modelRegistry();
  registry.add({ id: 'a', name: 'Model A', source: 'openai:gpt-4', aliases: ['fast', 'shared'] });
  registry.add({ id: 'fast', name: 'b', source: 'openai:gpt-4o' });
  registry.add({ id: 'c', name: 'Model C', source: 'anthropic:claude', aliases: ['shared', 'openai:gpt-4o'] });
  registry.add({ id: 'd', name: 'Model D', source: 'mycompany:gpt-4' });
  const id = (name: string) => registry.resolve(name).id;
  expect(id('fast')).toBe('fast');
  expect(id('openai:gpt-4o')).toBe('c');
  expect(id('openai:gpt-4')).toBe('a');
  expect(id('claude')).toBe('c');
  expect(id('Model D')).toBe('d');
  expect(() => id('shared')).toThrow('"shared" names 2 models: a, c');
  expect(() => id('gpt-4')).toThrow('"gpt-4" names 2 models: a, d');
  registry.setAliases({ quick: 'c', gone: 'nobody' });
  expect(id('quick')).toBe('c');
  expect(() => id('gone')).toThrow('unknown model "gone"');
});

test('an unknown model is refused with the nearest names', () => {
  const registry = modelRegistry();
  for (const name of ['gpt-4o', 'gpt-4o-mini', 'claude-3-opus']) registry.add({ name, source: `openai:${name}` });
  let thrown: unknown;
  try {
    registry.resolve('gpt4o-mini');
  } catch (error) {
    thrown = error;
  }
  expect(LlmrrError.is(thrown, 'unknown-model')).toBe(true);
  expect((thrown as LlmrrError).details?.['nearest']).toEqual(['gpt-4o-mini', 'openai:gpt-4o-mini']);
  expect(() => registry.resolve('something else entirely')).toThrow('registered are gpt-4o');
  expect(() => registry.resolve('__proto__')).toThrow('unknown model');
});

test('entries from the configuration are not written, and stand before stored ones until they go', async () => {
  const store = memoryStore();
  const registry = modelRegistry({ store });
  registry.add({ id: 'a', source: 'openai:stored' });
  registry.add({ id: 'a', source: 'openai:configured' }, { persist: false });
  registry.add({ id: 'b', source: 'openai:b' }, { persist: false });
  await registry.save();
  expect(store.written[0]?.models.map(({ source }) => source)).toEqual(['openai:stored']);
  expect(registry.all().map(({ source }) => source)).toEqual(['openai:configured', 'openai:b']);
  registry.remove('a', { persist: false });
  expect(registry.resolve('a').source).toBe('openai:stored');
});

test('a literal key is never written to the store, a reference is', async () => {
  const store = memoryStore();
  const omitted: RegistryEvent[] = [];
  const registry = modelRegistry({ store, onEvent: (event) => event.type === 'secret-omitted' && omitted.push(event) });
  registry.add({ id: 'a', source: 'openai:a', config: { apiKey: 'sk-very-secret', headers: { 'x-team': 'blue' } } });
  registry.add({ id: 'b', source: 'openai:b', config: { apiKey: '${ENV:OPENAI_API_KEY}' } });
  await registry.save();
  expect(JSON.stringify(store.written)).not.toContain('sk-very-secret');
  expect(JSON.stringify(store.written)).not.toContain('blue');
  expect(store.written[0]?.models[1]?.options).toEqual({ apiKey: '${ENV:OPENAI_API_KEY}' });
  expect(omitted).toEqual([{ type: 'secret-omitted', path: 'a: options.apiKey' }, { type: 'secret-omitted', path: 'a: options.headers.x-team' }]);
  // In memory it works on.
  expect(registry.get('a')?.options?.['apiKey']).toBe('sk-very-secret');
});

test('saves come one after the other, and a failed one does not stop the next', async () => {
  const order: string[] = [];
  let fail = true;
  const registry = modelRegistry({
    store: {
      read: () => Promise.resolve(undefined),
      async write({ models }) {
        order.push(`start ${models.length}`);
        await Promise.resolve();
        order.push(`end ${models.length}`);
        if (fail) {
          fail = false;
          throw new Error('disk full');
        }
      },
    },
  });
  registry.add({ id: 'a', source: 'openai:a' });
  const first = registry.save();
  registry.add({ id: 'b', source: 'openai:b' });
  const second = registry.save();
  await expect(first).rejects.toThrow('disk full');
  await second;
  expect(order).toEqual(['start 2', 'end 2', 'start 2', 'end 2']);
});

test('a registry of an old version is read: prompts, routing, old key names, duplicates reported', () => {
  const { models, templates, strategies, warnings } = parseRegistry({
    models: [
      { name: 'llama', displayName: 'Llama 2 7B', type: 'gguf', path: './models/llama.gguf', context_length: 4096, default_temperature: 0.5, speed: 12, memory: null, parameters: { top_p: 0.9, gpuLayers: 20 } },
      { name: 'llama', type: 'gguf', path: './other.gguf' },
    ],
    prompts: [{ name: 'chat', displayName: 'Chat', template: '{input}', stop_tokens: ['</s>'], compatible_models: ['llama*'] }],
    routing: { mine: { quality: 1 } },
  });
  expect(models).toEqual([
    {
      id: 'llama',
      name: 'Llama 2 7B',
      format: 'gguf',
      source: 'file:./models/llama.gguf',
      contextTokens: 4096,
      defaults: { temperature: 0.5, topP: 0.9 },
      options: { gpuLayers: 20 },
      performance: { tokensPerSecond: 12, memoryUsage: null },
    },
  ]);
  expect(templates).toEqual([{ id: 'chat', name: 'Chat', format: '{input}', stopTokens: ['</s>'], modelCompatibility: ['llama*'] }]);
  expect(strategies).toEqual({ mine: { quality: 1 } });
  expect(warnings.map(({ code, path }) => [code, path])).toContainEqual(['CONFIG_DUPLICATE', 'models[1]']);
});

test('a map of models by id is read too; what is no registry is refused, naming the place', () => {
  expect(parseRegistry({ models: { a: { source: 'openai:a' } } }).models.map(({ id }) => id)).toEqual(['a']);
  expect(parseRegistry(undefined).models).toEqual([]);
  expect(() => parseRegistry('x')).toThrow('model registry: expected an object with "models"');
  expect(() => parseRegistry({ models: [{ id: 'a' }] })).toThrow('model registry, models[0]: source');
  expect(() => parseRegistry({ templates: [{ id: 'a' }] })).toThrow('model registry, templates[0]: format');
});
