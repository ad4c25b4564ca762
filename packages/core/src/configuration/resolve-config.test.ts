import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { environmentAliases, providerVariables } from '../aliases/index.ts';
import { LlmrrError } from '../error.ts';
import { configFileNames } from './config-file-names.ts';
import { explainConfig } from './explain-config.ts';
import { mergeConfig } from './merge-config.ts';
import { normalizeConfig } from './normalize-config.ts';
import { createMigrationConfig } from './presets.ts';
import { redactConfig, redacted } from './redact-config.ts';
import { resolveConfig, type ResolveOptions } from './resolve-config.ts';
import { pathOf, read } from './tree-path.ts';

function refusal(options: ResolveOptions): LlmrrError {
  try {
    resolveConfig(options);
  } catch (error) {
    if (LlmrrError.is(error, 'invalid-config')) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** Text of a variable and the value that it becomes, by canonical key. */
const samples: Readonly<Record<string, readonly [string, unknown]>> = {
  'performance.maxConcurrent': ['7', 7],
  'cache.enabled': ['true', true],
  'logging.level': ['debug', 'debug'],
  'database.url': ['postgresql+asyncpg://user:pass@localhost/orchestra', 'postgresql://user:pass@localhost/orchestra'],
  'performance.pool.connections': ['2', 2],
  'cache.ttlSeconds': ['1800', 1_800],
  'cache.maxEntries': ['500', 500],
  'monitoring.enabled': ['false', false],
  'batching.enabled': ['true', true],
  'routellm.enabled': ['true', true],
  'routellm.routerType': ['bert', 'bert'],
  'routellm.threshold': ['0.2', 0.2],
  'routellm.strongModel': ['strong', 'strong'],
  'routellm.weakModel': ['weak', 'weak'],
  'routellm.costTrackingEnabled': ['false', false],
  'routellm.performanceMonitoringEnabled': ['false', false],
  'migration.mode': ['new-primary', 'new-primary'],
  'migration.flags.newRouting': ['true', true],
  'migration.flags.newCaching': ['true', true],
  'migration.flags.newModels': ['true', true],
  'vectorStore.apiKey': ['pc-1', 'pc-1'],
  'vectorStore.environment': ['us-east', 'us-east'],
  'logging.debug': ['llm-runner-router:*', 'llm-runner-router:*'],
  'server.host': ['0.0.0.0', '0.0.0.0'],
  'server.port': ['8080', 8_080],
  'server.keys': ['one, two', ['one', 'two']],
  'modelStore.cacheDir': ['/srv/models', '/srv/models'],
};

test.each(environmentAliases.map((alias) => [alias.accepted, alias.canonical, alias] as const))('variable %s sets %s, and the origin says so', (accepted, canonical, alias) => {
  const [text, value] = samples[canonical] ?? ['text-1', 'text-1'];
  const explicit = alias.when ? { vectorStore: { provider: 'pinecone' } } : {};
  const { config, origins, warnings } = resolveConfig({ explicit, environment: { [accepted]: text } });
  expect(read(config, pathOf(canonical))).toEqual(value);
  expect(read(resolveConfig({ explicit }).config, pathOf(canonical))).not.toEqual(value);
  const origin = { source: 'environment', name: accepted };
  expect(origins.get(canonical)).toEqual(origin);
  expect(warnings.map(({ code, path }) => [code, path])).toEqual(alias.deprecated ? [['CONFIG_DEPRECATED', accepted]] : []);
});

test('keys of the providers come from the environment when the configuration has none, and the configuration wins [S0-019]', () => {
  const environment = { OPENAI_API_KEY: 'sk-env', ANTHROPIC_API_KEY: 'an-env', PORTKEY_API_KEY: 'pk-env', OPENROUTER_API_KEY: 'or-env' };
  const resolved = resolveConfig({ explicit: { providers: { openai: { apiKey: 'sk-code' } } }, environment });
  expect(Object.fromEntries(Object.entries(resolved.config.providers).map(([name, { apiKey }]) => [name, apiKey]))).toEqual({ openai: 'sk-code', anthropic: 'an-env', portkey: 'pk-env', openrouter: 'or-env' });
  expect(providerVariables.length).toBeGreaterThanOrEqual(4);
  // Never serialised: neither in what is shown nor in what is explained.
  const shown = JSON.stringify([redactConfig(resolved.config), redactConfig(resolved.config, resolved.references), explainConfig(resolved)]);
  for (const secret of ['sk-code', 'sk-env', 'an-env', 'pk-env', 'or-env']) expect(shown).not.toContain(secret);
  expect(redactConfig(resolved.config, resolved.references).providers).toMatchObject({ openai: { apiKey: redacted }, anthropic: { apiKey: '${ENV:ANTHROPIC_API_KEY}' } });
});

test('the variables of version 1.0 are still read, behind the new ones, with one deprecation each [S2-022]', () => {
  const old = { LLM_MAX_CONCURRENT: '10', LLM_CACHE_ENABLED: 'true', LLM_LOG_LEVEL: 'info' };
  const { config, warnings } = resolveConfig({ environment: old });
  expect([config.performance.maxConcurrent, config.cache.enabled, config.logging.level]).toEqual([10, true, 'info']);
  expect(warnings.map(({ code, path, message }) => [code, path, message])).toEqual([
    ['CONFIG_DEPRECATED', 'LLM_MAX_CONCURRENT', 'LLM_MAX_CONCURRENT is the name of version 1.0; set MAX_CONCURRENT_REQUESTS'],
    ['CONFIG_DEPRECATED', 'LLM_CACHE_ENABLED', 'LLM_CACHE_ENABLED is the name of version 1.0; set CACHE_ENABLED'],
    ['CONFIG_DEPRECATED', 'LLM_LOG_LEVEL', 'LLM_LOG_LEVEL is the name of version 1.0; set LOG_LEVEL'],
  ]);
  const both = resolveConfig({ environment: { ...old, MAX_CONCURRENT_REQUESTS: '20' } });
  expect(both.config.performance.maxConcurrent).toBe(20);
  expect(both.warnings).toHaveLength(3);
});

test.each([
  ['MAX_CONCURRENT_REQUESTS', 'many', 'MAX_CONCURRENT_REQUESTS: expected a whole number, found "many"'],
  ['MAX_CONCURRENT_REQUESTS', '1.5', 'MAX_CONCURRENT_REQUESTS: expected a whole number, found "1.5"'],
  ['MAX_CONCURRENT_REQUESTS', '0x10', 'MAX_CONCURRENT_REQUESTS: expected a whole number, found "0x10"'],
  ['MAX_CONCURRENT_REQUESTS', '101', 'performance.maxConcurrent (written as MAX_CONCURRENT_REQUESTS): expected number to be <=100, found 101'],
  ['CACHE_ENABLED', 'maybe', 'CACHE_ENABLED: expected true or false, found "maybe"'],
  ['LOG_LEVEL', 'loud', 'logging.level (written as LOG_LEVEL): expected one of "debug"|"info"|"warn"|"error", found "loud"'],
  ['ROUTELLM_THRESHOLD', '2', 'routellm.threshold (written as ROUTELLM_THRESHOLD): expected number to be <=1, found 2'],
])('a bad value of %s (%s) is an error that names the variable [S2-023]', (name, text, detail) => {
  expect(refusal({ environment: { [name]: text } }).message).toBe(`Configuration validation failed: ${detail}`);
});

test('the variables of version 1.2 are read with their types [S2-023]', () => {
  const { config } = resolveConfig({ environment: { MAX_CONCURRENT_REQUESTS: ' 20 ', CACHE_ENABLED: 'FALSE', LOG_LEVEL: 'warn', CACHE_TTL: '1h' } });
  expect([config.performance.maxConcurrent, config.cache.enabled, config.logging.level, config.cache.ttlSeconds]).toEqual([20, false, 'warn', 3_600]);
  expect(resolveConfig({ environment: { CACHE_ENABLED: '', LOG_LEVEL: '  ' } }).config).toEqual(resolveConfig().config);
});

test('only the text true switches a migration flag on, and the mode is hybrid where nothing is said [S1-016]', () => {
  expect(resolveConfig().config.migration).toEqual({ mode: 'hybrid', flags: { newRouting: false, newCaching: false, newModels: false } });
  for (const [text, on] of [['true', true], ['TRUE', false], ['1', false], ['yes', false], ['false', false], ['', false]] as const) {
    const { flags } = resolveConfig({ environment: { FF_NEW_ROUTING: text, FF_NEW_CACHING: text, FF_NEW_MODELS: text } }).config.migration;
    expect(flags).toEqual({ newRouting: on, newCaching: on, newModels: on });
  }
  expect(resolveConfig({ environment: { MIGRATION_MODE: 'legacy-primary' } }).config.migration.mode).toBe('legacy-primary');
});

test('explicit wins over the environment, that over the file, that over the default, and each value says where it is from', () => {
  const file = { path: './config.json', value: { cacheTTL: 60, performance: { maxConcurrent: 5, timeout: 2_000 }, logging: { level: 'error', file: './f.log' } } };
  const { config, origins } = resolveConfig({ explicit: { logLevel: 'debug' }, environment: { MAX_CONCURRENT_REQUESTS: '6', LOG_LEVEL: 'warn' }, file });
  expect([config.logging.level, config.performance.maxConcurrent, config.performance.timeoutMs, config.cache.ttlSeconds, config.logging.json]).toEqual(['debug', 6, 2_000, 60, false]);
  const origin = (path: string) => origins.get(path);
  expect(origin('logging.level')).toEqual({ source: 'explicit', name: 'logLevel' });
  expect(origin('performance.maxConcurrent')).toEqual({ source: 'environment', name: 'MAX_CONCURRENT_REQUESTS' });
  expect(origin('cache.ttlSeconds')).toEqual({ source: 'file', name: './config.json' });
  expect(origin('logging.json')).toEqual({ source: 'default', name: 'default' });
});

test('a mistake in a file names the file', () => {
  const path = './config.json';
  expect(refusal({ file: { path, value: { performance: { timeout: 9 } } } }).message).toContain('(written as performance.timeout in ./config.json)');
  expect(refusal({ file: { path, value: { logging: { level: 'x' } } } }).message).toContain('(written as logging.level in ./config.json)');
  expect(refusal({ file: { path, value: { llm: 'gpt-4' } } }).message).toContain('(in ./config.json)');
});

test('every value in force is explained, in order, with secrets out of sight', () => {
  const resolved = resolveConfig({ explicit: { server: { keys: ['gate-1'] }, providers: { x: { headers: { 'x-team': 'blue' } } } }, environment: { DATABASE_URL: 'postgres://u:hidden@h/d', OPENAI_API_KEY: 'sk-1' } });
  const rows = explainConfig(resolved);
  const row = (path: string) => rows.find((one) => one.path === path);
  expect(row('database.url')).toEqual({ path: 'database.url', value: '${ENV:DATABASE_URL}', source: 'environment', name: 'DATABASE_URL' });
  expect(row('providers.openai.apiKey')?.value).toBe('${ENV:OPENAI_API_KEY}');
  expect(row('server.keys')?.value).toEqual([redacted]);
  expect(row('providers.x.headers.x-team')?.value).toBe(redacted);
  expect(row('cache.ttlSeconds')).toEqual({ path: 'cache.ttlSeconds', value: 3_600, source: 'default', name: 'default' });
  expect(rows.map(({ path }) => path)).toEqual(rows.map(({ path }) => path).sort());
  expect(JSON.stringify(rows)).not.toMatch(/hidden|gate-1|sk-1|blue/);
});

test('a reference to the environment is filled in last, anywhere in a text, and stands wherever the configuration is written', () => {
  const file = { path: 'c.json', value: { providers: { openai: { apiKey: '${ENV:MY_KEY}' } }, database: { url: 'postgres://u:${ENV:PG}@h/d' }, models: [{ id: 'a', source: 'openai:a', config: { apiKey: '${ENV:MY_KEY}' } }] } };
  const resolved = resolveConfig({ file, environment: { MY_KEY: 'sk-9', PG: 'pw' } });
  expect(resolved.config.providers['openai']?.apiKey).toBe('sk-9');
  expect(resolved.config.database?.url).toBe('postgres://u:pw@h/d');
  expect(resolved.config.modelList[0]?.options).toEqual({ apiKey: 'sk-9' });
  const shown = redactConfig(resolved.config, resolved.references);
  expect(shown).toMatchObject({ providers: { openai: { apiKey: '${ENV:MY_KEY}' } }, database: { url: 'postgres://u:${ENV:PG}@h/d' }, modelList: [{ options: { apiKey: '${ENV:MY_KEY}' } }] });
  expect(JSON.stringify(shown)).not.toMatch(/sk-9|pw@/);
  const { message } = refusal({ file, environment: {} });
  expect(message).toContain('providers.openai.apiKey: environment variable MY_KEY is not set');
  expect(message).toContain('environment variable PG is not set');
});

test('what is given by reference is never shown, wherever it stands, and what is no secret of the environment is', () => {
  const resolved = resolveConfig({ explicit: { models: [{ id: 'a', source: 'openai:a', config: { salt: '${ENV:SALT}' } }] }, environment: { SALT: 'grain', LOG_LEVEL: 'warn', OPENAI_BASE_URL: 'http://127.0.0.1:8080/v1' } });
  const shown = redactConfig(resolved.config, resolved.references);
  expect(shown.modelList[0]?.options).toEqual({ salt: '${ENV:SALT}' });
  expect(shown.logging.level).toBe('warn');
  expect(shown.providers['openai']?.baseUrl).toBe('http://127.0.0.1:8080/v1');
});

test('passwords in addresses are masked, and nothing that has none is touched', () => {
  const url = (text: string) => redactConfig({ url: text }).url;
  expect(url('postgres://user:p@ss:w/o@host/db')).toBe('postgres://user:***@host/db');
  expect(url('redis://:secret@host:6379/0')).toBe('redis://:***@host:6379/0');
  for (const text of ['http://127.0.0.1:8080/v1', 'http://host/a:b@c', 'user:x@y', 'file:./a.gguf', 'https://user@host/']) expect(url(text)).toBe(text);
  expect(url(`postgres://u:${'@'.repeat(200_000)}`)).toBe('postgres://u:***@');
});

test('a vector store of another kind takes no key of Pinecone', () => {
  const environment = { PINECONE_API_KEY: 'pc-1' };
  expect(resolveConfig({ explicit: { vectorStore: { provider: 'chroma' } }, environment }).config.vectorStore).toEqual({ provider: 'chroma' });
  expect(resolveConfig({ environment }).config.vectorStore).toBeUndefined();
});

test('an update is merged, checked and taken as a whole or not at all', () => {
  const current = normalizeConfig({ cache: { enabled: true, ttl: 60 }, models: ['openai:a', 'openai:b'], performance: { maxConcurrent: 5 }, providers: { openai: { apiKey: 'sk-1' } } }).config;
  const before = structuredClone(current);
  const { config, warnings } = mergeConfig(current, { cacheTTL: 120, models: ['openai:c'], performance: { maxConcurrent: null } });
  expect(config.cache).toMatchObject({ enabled: true, ttlSeconds: 120 });
  expect(config.modelList.map(({ id }) => id)).toEqual(['c']);
  expect(config.performance.maxConcurrent).toBeUndefined();
  expect(config.providers).toEqual({ openai: { apiKey: 'sk-1' } });
  expect(warnings.map(({ code }) => code)).toEqual(['CONFIG_DEPRECATED']);
  expect(() => mergeConfig(current, { cache: { ttl: 5 }, performance: { timeout: 1 } })).toThrow('Configuration validation failed: performance.timeoutMs');
  expect(current).toEqual(before);
});

test('a redacted configuration that is given back keeps its secrets', () => {
  const current = normalizeConfig({
    providers: { openai: { apiKey: 'sk-1', headers: { authorization: 'Bearer x' } } },
    models: [{ id: 'a', source: 'openai:a', config: { apiKey: 'sk-2' } }, { id: 'b', source: 'openai:b' }],
    server: { keys: ['gate-1', 'gate-2'] },
    database: { url: 'postgres://u:p:w@h/d' },
  }).config;
  const shown = redactConfig(current);
  expect(JSON.stringify(shown)).not.toMatch(/sk-1|sk-2|gate|Bearer|p:w/);
  expect(mergeConfig(current, shown).config).toEqual(current);
  const [a, b] = shown.modelList;
  expect(mergeConfig(current, { models: [b, a], logging: { level: 'debug' } }).config.modelList.map(({ id, options }) => [id, options])).toEqual([['b', undefined], ['a', { apiKey: 'sk-2' }]]);
});

test('the presets of the two environments are what the guide prints, with references for keys; another name is an error [S0-023]', () => {
  expect(createMigrationConfig('development')).toEqual({
    llmRouter: { strategy: 'balanced', providers: { openai: { apiKey: '${ENV:OPENAI_API_KEY}' } }, fallbacks: ['gpt-3.5-turbo'], timeout: 30_000 },
    vectorStore: { provider: 'chroma', host: 'localhost', port: 8_000 },
  });
  expect(createMigrationConfig('production')).toEqual({
    llmRouter: {
      strategy: 'cost-optimized',
      providers: { openai: { apiKey: '${ENV:OPENAI_API_KEY}' }, anthropic: { apiKey: '${ENV:ANTHROPIC_API_KEY}' } },
      fallbacks: ['gpt-3.5-turbo', 'claude-3-sonnet'],
      timeout: 60_000,
    },
    vectorStore: { provider: 'pinecone', apiKey: '${ENV:PINECONE_API_KEY}', environment: '${ENV:PINECONE_ENVIRONMENT}' },
  });
  const environment = { OPENAI_API_KEY: 'a', ANTHROPIC_API_KEY: 'b', PINECONE_API_KEY: 'c', PINECONE_ENVIRONMENT: 'd' };
  for (const name of ['development', 'production'] as const) expect(resolveConfig({ explicit: createMigrationConfig(name), environment }).warnings).toEqual([]);
  for (const name of ['staging', 'constructor', '']) expect(() => createMigrationConfig(name as 'production')).toThrow('expected one of development, production');
});

test('configuration files are looked for in a fixed order', () => {
  expect(configFileNames.slice(0, 3)).toEqual(['config/config.json', 'config.json', '.llmrouter.json']);
  expect(configFileNames).toContain('llm-runner.config.js');
  expect(new Set(configFileNames).size).toBe(configFileNames.length);
});

test('any environment is read or refused with our error', () => {
  const name = fc.constantFrom(...environmentAliases.map(({ accepted }) => accepted), '__proto__', 'HOME');
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(fc.string(), fc.constantFrom('1', 'true', '1h', '${ENV:HOME}')), { maxKeys: 5 }), (environment) => {
      try {
        explainConfig(resolveConfig({ environment }));
      } catch (error) {
        if (!LlmrrError.is(error, 'invalid-config')) throw error;
      }
    }),
    { numRuns: 200 },
  );
});
