import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configAliases } from '../aliases/index.ts';
import { LlmrrError } from '../error.ts';
import { normalizeConfig, validateConfig } from './normalize-config.ts';
import { overlay, pathOf } from './tree-path.ts';

function refusal(input: unknown, options = {}): LlmrrError {
  try {
    normalizeConfig(input, options);
  } catch (error) {
    if (LlmrrError.is(error, 'invalid-config', 'unsupported-format', 'unknown-provider')) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

test('nothing at all is a configuration, with the defaults that the guides state and none for sampling', () => {
  const { config, warnings } = normalizeConfig({});
  expect(warnings).toEqual([]);
  expect(config).toMatchObject({
    routing: { strategy: 'balanced', fallback: { enabled: true } },
    cache: { enabled: false, ttlSeconds: 3_600, maxEntries: 1_000 },
    batching: { enabled: false, maxBatchSize: 10 },
    modelStore: { cacheDir: './models' },
    logging: { level: 'info' },
    server: { host: '127.0.0.1', port: 3_006, keys: [] },
    performance: { streaming: { chunkSize: 1_024 } },
    chunking: { size: 512, overlap: 20, strategy: 'recursive' },
  });
  // the provider decides.
  expect(config.defaults).toEqual({});
});

test('the three limits on memory are three keys with their own defaults', () => {
  const { cleanup, monitoring, memory } = normalizeConfig({}).config;
  expect([cleanup.memoryThreshold, monitoring.alerts.memory, memory.highUsage]).toEqual([0.8, 0.85, 0.9]);
});

test('the router keys of the LlamaIndex guide are normalised [S0-018]', () => {
  const { config, warnings } = normalizeConfig({
    strategy: 'quality-first',
    providers: { openai: { apiKey: 'sk-1', models: ['gpt-4', 'gpt-3.5-turbo'] }, anthropic: { apiKey: 'sk-2', models: ['claude-3-sonnet'] } },
    fallbacks: ['gpt-3.5-turbo', 'claude-3-sonnet'],
    timeout: 30_000,
    caching: { enabled: true, ttl: 3_600_000, maxSize: 1_000 },
    defaults: { temperature: 0.1, maxTokens: 1_000 },
  });
  expect(config).toMatchObject({
    routing: { strategy: 'quality-first', fallback: { enabled: true, models: ['gpt-3.5-turbo', 'claude-3-sonnet'] } },
    providers: { openai: { apiKey: 'sk-1' }, anthropic: { apiKey: 'sk-2' } },
    performance: { timeoutMs: 30_000 },
    cache: { enabled: true, ttlSeconds: 3_600, maxEntries: 1_000 },
    defaults: { temperature: 0.1, maxTokens: 1_000 },
  });
  expect(config.modelList.map(({ id, source, provider }) => [id, source, provider])).toEqual([
    ['gpt-4', 'openai:gpt-4', 'openai'],
    ['gpt-3.5-turbo', 'openai:gpt-3.5-turbo', 'openai'],
    ['claude-3-sonnet', 'anthropic:claude-3-sonnet', 'anthropic'],
  ]);
  expect(warnings.map(({ code }) => code)).toEqual(['CONFIG_TTL_UNIT']);
});

test('the router keys of the other systems guide are normalised [S1-010]', () => {
  const { config, warnings } = normalizeConfig({
    models: [
      { name: 'openai-primary', source: 'openai:gpt-4', weight: 0.7, priority: 1, config: { apiKey: 'sk-1', temperature: 0.7, maxTokens: 500 } },
      { name: 'local-fallback', source: 'file:./models/x.gguf', format: 'gguf', engine: 'native', priority: 2, config: { contextSize: 2_048 } },
    ],
    strategy: 'weighted',
    strategies: { mine: { quality: 3, cost: 1 } },
    engines: { native: { gpuLayers: 10 } },
    config: { contextSize: 2_048 },
    fallbackEnabled: false,
    fallbackChain: ['openai-primary', 'local-fallback'],
  });
  expect(warnings).toEqual([]);
  expect(config.modelList).toEqual([
    { id: 'openai-primary', name: 'openai-primary', source: 'openai:gpt-4', format: 'api', provider: 'openai', weight: 0.7, priority: 1, defaults: { temperature: 0.7, maxTokens: 500 }, options: { apiKey: 'sk-1' } },
    { id: 'local-fallback', name: 'local-fallback', source: 'file:./models/x.gguf', format: 'gguf', engine: 'native', priority: 2, contextTokens: 2_048 },
  ]);
  expect(config).toMatchObject({
    routing: { strategy: 'weighted', strategies: { mine: { quality: 3, cost: 1 } }, fallback: { enabled: false, chain: ['openai-primary', 'local-fallback'] } },
    engines: { native: { gpuLayers: 10 } },
    defaults: { contextTokens: 2_048 },
  });
});

test('a fallback chain may only name declared models [S1-010]', () => {
  const models = [{ name: 'a', source: 'openai:gpt-4' }, { name: 'b', source: 'openai:gpt-4o' }];
  expect(normalizeConfig({ models, fallbackChain: ['a', 'openai:gpt-4o'] }).config.routing.fallback.chain).toEqual(['a', 'openai:gpt-4o']);
  expect(refusal({ models, fallbackChain: ['a', 'c'] })).toMatchObject({
    code: 'invalid-config',
    message: 'Configuration validation failed: routing.fallback.chain (written as fallbackChain): "c" is not a declared model; declared are a, b',
  });
});

test('all spellings of one fallback switch lead to one key, and a chain is not a list behind the choice', () => {
  for (const input of [{ enableFallback: false }, { fallbackEnabled: false }, { routing: { enableFallback: false } }, { enable_fallback: false }, { fallback_enabled: false }, { routing: { fallback: false } }]) {
    expect(normalizeConfig(input).config.routing.fallback.enabled).toBe(false);
  }
  expect(normalizeConfig({ fallbacks: ['b'] }).config.routing.fallback).toEqual({ enabled: true, models: ['b'] });
  expect(normalizeConfig({ fallbackChain: ['a', 'b'] }).config.routing.fallback).toEqual({ enabled: true, chain: ['a', 'b'] });
});

const v12 = {
  performance: { maxConcurrent: 10, timeout: 30_000 },
  cache: { enabled: true, ttl: 3_600 },
  logging: { level: 'info', file: './logs/router.log' },
  models: { cacheDir: './models', autoDownload: true },
  routing: { strategy: 'balanced', enableFallback: true },
};
const v12Canonical = {
  performance: { maxConcurrent: 10, timeoutMs: 30_000 },
  cache: { enabled: true, ttlSeconds: 3_600 },
  logging: { level: 'info', file: './logs/router.log' },
  modelStore: { cacheDir: './models', autoDownload: true },
  routing: { strategy: 'balanced', fallback: { enabled: true } },
};

test('the nested sample of version 1.2 round-trips [S2-020]', () => {
  const { config, warnings } = normalizeConfig(v12);
  expect(warnings).toEqual([]);
  expect(config).toMatchObject(v12Canonical);
  expect(normalizeConfig(config)).toEqual({ config, warnings: [] });
});

const v10 = {
  maxConcurrentRequests: 10,
  requestTimeout: 30_000,
  enableCaching: true,
  cacheTTL: 3_600,
  logLevel: 'info',
  logFile: './logs/router.log',
  modelCacheDir: './models',
  autoDownload: true,
  routingStrategy: 'balanced',
  enableFallback: true,
};

test('the flat keys of version 1.0 give the nested form and one deprecation with the new name each [S2-021] [S2-027]', () => {
  const { config, warnings } = normalizeConfig(v10);
  expect(config).toEqual(normalizeConfig(v12).config);
  expect(warnings.map(({ code, path, canonical }) => [code, path, canonical]).sort()).toEqual(
    [
      ['CONFIG_DEPRECATED', 'maxConcurrentRequests', 'performance.maxConcurrent'],
      ['CONFIG_DEPRECATED', 'requestTimeout', 'performance.timeoutMs'],
      ['CONFIG_DEPRECATED', 'enableCaching', 'cache.enabled'],
      ['CONFIG_DEPRECATED', 'cacheTTL', 'cache.ttlSeconds'],
      ['CONFIG_DEPRECATED', 'logLevel', 'logging.level'],
      ['CONFIG_DEPRECATED', 'logFile', 'logging.file'],
      ['CONFIG_DEPRECATED', 'modelCacheDir', 'modelStore.cacheDir'],
      ['CONFIG_DEPRECATED', 'autoDownload', 'modelStore.autoDownload'],
      ['CONFIG_DEPRECATED', 'routingStrategy', 'routing.strategy'],
      ['CONFIG_DEPRECATED', 'enableFallback', 'routing.fallback.enabled'],
    ].sort(),
  );
  for (const { message, canonical } of warnings) expect(message).toContain(canonical);
});

test('zero and false of an old configuration are kept', () => {
  const { config } = normalizeConfig({ cacheTTL: 0, enableCaching: false, enableFallback: false, autoDownload: false });
  expect([config.cache.ttlSeconds, config.cache.enabled, config.routing.fallback.enabled, config.modelStore.autoDownload]).toEqual([0, false, false, false]);
});

test.each([
  [{ caching: { ttl: 3_600 } }, 3_600, []],
  [{ caching: { ttl: 99_999 } }, 99_999, []],
  [{ caching: { ttl: 100_000 } }, 100, ['CONFIG_TTL_UNIT']],
  [{ caching: { ttl: 3_600_000 } }, 3_600, ['CONFIG_TTL_UNIT']],
  [{ cache: { ttl: 3_600_000 } }, 3_600_000, []],
  [{ performance: { caching: { ttl: 3_600_000 } } }, 3_600_000, []],
  [{ caching: { ttl: '1h' } }, 3_600, []],
  [{ cache: { ttl: '3600s' } }, 3_600, []],
  [{ cacheTTL: '500ms' }, 0.5, ['CONFIG_DEPRECATED']],
  [{ cache_ttl: 7_200 }, 7_200, []],
] as const)('a time to live written as %j is %d seconds', (input, seconds, codes) => {
  const { config, warnings } = normalizeConfig(input);
  expect(config.cache.ttlSeconds).toBe(seconds);
  expect(warnings.map(({ code }) => code)).toEqual([...codes]);
  if (warnings[0]?.code === 'CONFIG_TTL_UNIT') expect(warnings[0].message).toContain(`${seconds} seconds`);
});

test('a cache section without a switch is on, and a bare switch is a section', () => {
  expect(normalizeConfig({ cache: { maxEntries: 5 } }).config.cache.enabled).toBe(true);
  expect(normalizeConfig({ caching: false }).config.cache.enabled).toBe(false);
  expect(normalizeConfig({ cache: true }).config.cache).toEqual({ enabled: true, ttlSeconds: 3_600, maxEntries: 1_000 });
});

test('models may be a list, an object about storage, names, or names under a provider', () => {
  expect(normalizeConfig({ models: ['openai:gpt-4', './x.gguf'] }).config.modelList.map(({ id, source }) => [id, source])).toEqual([['gpt-4', 'openai:gpt-4'], ['./x.gguf', 'file:./x.gguf']]);
  const both = normalizeConfig({ models: { cacheDir: './m', register: [{ id: 'a', source: 'openai:a' }] } }).config;
  expect([both.modelStore.cacheDir, both.modelList.map(({ id }) => id)]).toEqual(['./m', ['a']]);
  const clash = normalizeConfig({ providers: { openai: { models: ['gpt-4', 'gpt-4'] }, azure: { models: ['gpt-4', { name: 'own', contextLength: 100 }] } } }).config;
  expect(clash.modelList.map(({ id, source }) => [id, source])).toEqual([['gpt-4', 'openai:gpt-4'], ['azure:gpt-4', 'azure:gpt-4'], ['own', 'azure:own']]);
  const detailed = normalizeConfig({ models: [{ id: 'gpt-4', provider: 'openai', weight: 2 }], providers: { openai: { models: ['gpt-4'] } } }).config;
  expect(detailed.modelList).toEqual([{ id: 'gpt-4', name: 'gpt-4', provider: 'openai', format: 'api', source: 'openai:gpt-4', weight: 2 }]);
  expect(refusal({ models: [{ id: 'a', source: 'openai:a' }, { id: 'a', source: 'openai:b' }] }).message).toContain('modelList[1].id: "a" is the id of modelList[0] already');
});

test('of two spellings the canonical one counts, with one warning', () => {
  const { config, warnings } = normalizeConfig({ cacheTTL: 5, cache: { ttlSeconds: 9 } });
  expect(config.cache.ttlSeconds).toBe(9);
  expect(warnings.filter(({ code }) => code === 'CONFIG_DUPLICATE').map(({ path, canonical }) => [path, canonical])).toEqual([['cacheTTL', 'cache.ttlSeconds']]);
  expect(normalizeConfig({ strategy: 'balanced', routing: { strategy: 'balanced' } }).warnings).toEqual([]);
});

test.each([
  [{ performance: { maxConcurrent: 0 } }, 'performance.maxConcurrent: expected number to be >0, found 0'],
  [{ performance: { maxConcurrent: 101 } }, 'performance.maxConcurrent: expected number to be <=100, found 101'],
  [{ performance: { timeout: 999 } }, 'performance.timeoutMs (written as performance.timeout): expected number to be >=1000, found 999'],
  [{ cache: { ttl: -1 } }, 'cache.ttlSeconds (written as cache.ttl): expected number to be >=0, found -1'],
  [{ cache: { enabled: 'yes' } }, 'cache.enabled: expected boolean, found "yes"'],
  [{ logging: { level: 'trace' } }, 'logging.level: expected one of "debug"|"info"|"warn"|"error", found "trace"'],
  [{ vectorStore: { provider: 'faiss' } }, 'vectorStore.provider: expected one of "pinecone"|"chroma"|"weaviate"|"sqlite"|"postgres"|"memory", found "faiss"'],
  [{ chunking: { size: 10, overlap: 10 } }, 'chunking.overlap: expected less than chunking.size 10, found 10'],
  [{ routellm: { threshold: 1.2 } }, 'routellm.threshold: expected number to be <=1, found 1.2'],
  [{ models: [{ name: 'a' }] }, 'modelList[0].source: model "a": expected where it comes from ("./model.gguf", "openai:gpt-4o-mini"), or format "api" with a provider; found nothing'],
  [{ models: [{ name: 'a', source: 'openai:a', weight: -1 }] }, 'modelList[0].weight: expected number to be >=0, found -1'],
  [{ models: [{ source: 'openai:a' }] }, 'modelList[0].id: expected the name under which "openai:a" is asked for, found nothing'],
  [{ server: { trustProxy: {} } }, 'server.trustProxy: expected boolean or string or array, found an object'],
  [[], 'configuration: expected an object, found a list'],
  [null, 'configuration: expected an object, found null'],
] as const)('%j is refused in the words of the guide, naming what was found [S2-026]', (input, detail) => {
  const error = refusal(input);
  expect(error.code).toBe('invalid-config');
  expect(error.message).toBe(`Configuration validation failed: ${detail}`);
});

test('values at the edge of each range pass, and so do the keys that the guide left out of its schema [S2-026]', () => {
  for (const input of [
    { performance: { maxConcurrent: 1 } },
    { performance: { maxConcurrent: 100 } },
    { performance: { timeout: 1_000 } },
    { cache: { ttl: 0 } },
    ...['debug', 'info', 'warn', 'error'].map((level) => ({ logging: { level } })),
    v12,
  ]) {
    expect(validateConfig(input)).toEqual([]);
  }
  expect(() => validateConfig({ performance: { maxConcurrent: 0 } })).toThrow('Configuration validation failed: ');
});

test('several mistakes are named in one go', () => {
  const { message, details } = refusal({ performance: { maxConcurrent: 0, timeout: 1 }, logging: { level: 'x' } });
  expect(message.split(';')).toHaveLength(3);
  expect(details?.['problems']).toHaveLength(3);
});

test('things put where LlamaIndex has them are reported with the place where they belong [S0-022]', () => {
  const { message, details } = refusal({ llm: 'gpt-4', temperature: 0.1 });
  expect(details?.['problems']).toEqual([
    { path: 'llm', message: 'a model is not named here; list it as providers.<name>.models: ["gpt-4"], or set routing.model' },
    { path: 'temperature', message: 'it has no effect at the top level; write defaults: { temperature: ... }' },
  ]);
  expect(message).toContain('llm: ');
  expect(message).toContain('temperature: ');
});

test('the service context of the LlamaIndex guide is normalised', () => {
  const { config, warnings } = normalizeConfig({
    llm: { strategy: 'balanced', primaryModel: 'gpt-4', fallbacks: ['gpt-3.5-turbo'], temperature: 0.1 },
    embeddings: { model: 'text-embedding-ada-002', provider: 'openai' },
    chunking: { size: 512, overlap: 20, strategy: 'recursive' },
  });
  expect(warnings).toEqual([]);
  expect(config).toMatchObject({
    routing: { strategy: 'balanced', model: 'gpt-4', fallback: { models: ['gpt-3.5-turbo'] } },
    defaults: { temperature: 0.1 },
    embeddings: { model: 'text-embedding-ada-002', provider: 'openai' },
  });
});

test('the combined migration configuration validates; a vector store outside the set does not [S0-024]', () => {
  for (const provider of ['pinecone', 'chroma', 'weaviate']) {
    const vectorStore = { provider, apiKey: 'k', environment: 'e', host: 'localhost', port: 8_000 };
    const { config, warnings } = normalizeConfig({ migrationConfig: { llmRouter: { strategy: 'cost-optimized', timeout: 60_000 }, vectorStore } });
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({ routing: { strategy: 'cost-optimized' }, performance: { timeoutMs: 60_000 }, vectorStore });
  }
  expect(refusal({ llmRouter: {}, vectorStore: { provider: 'milvus' } }).message).toContain('vectorStore.provider');
});

test('the YAML section of the learned routers is read in snake case, and without it there is none', () => {
  const { config, warnings } = normalizeConfig({
    model_config: { default_model: 'gpt-3.5-turbo' },
    routellm: { enabled: true, router_type: 'mf', threshold: 0.11593, strong_model: 's', weak_model: 'w', cost_tracking_enabled: true, cost_optimization_target: 0.5, fallback_enabled: true, max_retry_attempts: 3, timeout_seconds: 30 },
  });
  expect(warnings).toEqual([]);
  expect(config.routing.model).toBe('gpt-3.5-turbo');
  expect(config.routellm).toEqual({
    enabled: true,
    routerType: 'mf',
    threshold: 0.11593,
    strongModel: 's',
    weakModel: 'w',
    fallbackEnabled: true,
    retries: 3,
    timeoutMs: 30_000,
    costTrackingEnabled: true,
    costOptimizationTarget: 0.5,
    performanceMonitoringEnabled: true,
    metricsRetentionDays: 30,
    domainSpecificRouting: true,
    domainRoutingOverrides: {},
  });
  expect(normalizeConfig({}).config.routellm).toBeUndefined();
});

test('an unknown key is a warning with the nearest name, and an error where that is wanted', () => {
  const { config, warnings } = normalizeConfig({ cashing: { ttl: 5 }, logging: { levle: 'info' }, maxConcurrent: 5, zebra: 1, models: [{ id: 'a', source: 'openai:a', wieght: 2 }] });
  expect(config).toEqual(normalizeConfig({ models: [{ id: 'a', source: 'openai:a' }] }).config);
  expect(warnings.map(({ code, path, message }) => [code, path, message]).sort()).toEqual([
    ['CONFIG_UNKNOWN_KEY', 'cashing', '"cashing" is not known and has no effect; did you mean "caching"?'],
    ['CONFIG_UNKNOWN_KEY', 'logging.levle', '"logging.levle" is not known and has no effect; did you mean "level"?'],
    ['CONFIG_UNKNOWN_KEY', 'maxConcurrent', '"maxConcurrent" is not known and has no effect; did you mean "performance.maxConcurrent"?'],
    ['CONFIG_UNKNOWN_KEY', 'modelList[0].wieght', '"modelList[0].wieght" is not known and has no effect; did you mean "weight"?'],
    ['CONFIG_UNKNOWN_KEY', 'zebra', '"zebra" is not known and has no effect'],
  ]);
  expect(refusal({ zebra: 1 }, { strict: true }).message).toBe('Configuration validation failed: zebra: "zebra" is not known and has no effect');
});

test('null means "not set", as an empty value in YAML does', () => {
  expect(normalizeConfig({ logFile: null, cache: null, timeout: null, models: null, performance: { maxConcurrent: null } }).config).toEqual(normalizeConfig({}).config);
});

test('keys that reach a prototype are refused, and nothing is ever written to one', () => {
  for (const text of ['{"__proto__": {"polluted": 1}}', '{"cache": {"constructor": {"prototype": {"polluted": 1}}}}', '{"providers": {"__proto__": {"apiKey": "x"}}}', '{"prototype": 1}', '{"models": [{"id": "a", "source": "openai:a", "config": {"__proto__": {"polluted": 1}}}]}']) {
    expect(refusal(JSON.parse(text)).message).toContain('this name is not allowed as a key');
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('a configuration without end, or one that throws when it is read, is refused', () => {
  const endless: Record<string, unknown> = {};
  endless['cache'] = endless;
  expect(refusal(endless).message).toContain('nested deeper than 32 levels');
  let wide: unknown = {};
  for (let level = 0; level < 30; level++) wide = { a: wide, b: wide };
  expect(refusal({ engines: wide }).message).toContain('more than 200000 values');
  const trap = {
    get cache(): never {
      throw new TypeError('no');
    },
  };
  expect(refusal(trap).message).toBe('Configuration validation failed: no');
});

test('a file of another kind is told off in reasonable time and size', () => {
  const input = Object.fromEntries(Array.from({ length: 5_000 }, (_none, index) => [`${'k'.repeat(index === 0 ? 100_000 : 20)}${index}`, index]));
  const started = performance.now();
  const { warnings } = normalizeConfig(input);
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(warnings).toHaveLength(5_000);
  expect(Math.max(...warnings.map(({ message }) => message.length))).toBeLessThan(500);
});

test('the input is left as it was', () => {
  const input = { caching: { ttl: 3_600_000 }, models: [{ name: 'a', path: './a.gguf', config: { contextSize: 5 } }] };
  const before = structuredClone(input);
  normalizeConfig(input);
  expect(input).toEqual(before);
});

/** Configurations as people write them: any accepted spelling with a value that may or may not fit. */
const value = fc.oneof(fc.boolean(), fc.integer({ min: -2, max: 4_000_000 }), fc.double({ noNaN: true }), fc.constantFrom('1h', 'info', 'balanced', 'openai:gpt-4', './x.gguf', './x.pkl', '', 'pinecone'), fc.constant(null), fc.array(fc.constantFrom('a', 'openai:b', 'c'), { maxLength: 3 }), fc.dictionary(fc.constantFrom('enabled', 'ttl', 'models', 'apiKey', 'name', 'source', 'id', 'config'), fc.anything(), { maxKeys: 3 }));
const spelling = fc.tuple(fc.constantFrom(...configAliases.map(({ accepted }) => accepted), ...configAliases.map(({ canonical }) => canonical), 'models', 'vectorStore.provider', 'server.port', 'zzz'), value);
const written = fc.array(spelling, { maxLength: 6 }).map((pairs) =>
  pairs.reduce<unknown>((tree, [path, one]) => overlay(tree, pathOf(path.replace('*', 'openai')).reduceRight<unknown>((inner, key) => ({ [key]: inner }), one)), {}),
);

test('whatever is accepted is its own normal form, and whatever is not is refused with our error', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 4, arbitrary: written }, { weight: 1, arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withNullPrototype: true }) }), (input) => {
      let config;
      try {
        ({ config } = normalizeConfig(input));
      } catch (error) {
        if (!LlmrrError.is(error)) throw error;
        return;
      }
      accepted++;
      expect(normalizeConfig(config)).toEqual({ config, warnings: [] });
      expect(JSON.parse(JSON.stringify(config))).toEqual(JSON.parse(JSON.stringify(normalizeConfig(JSON.parse(JSON.stringify(config))).config)));
    }),
    { numRuns: 400 },
  );
  expect(accepted).toBeGreaterThan(25);
});
