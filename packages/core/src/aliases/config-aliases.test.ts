import { expect, test } from '@jest/globals';
import { normalizeConfig } from '../configuration/index.ts';
import { overlay, pathOf, read } from '../configuration/tree-path.ts';
import { configAliases } from './config-aliases.ts';
import type { Alias } from './alias.ts';

/** A value for each canonical key that is not its default. */
const samples: Readonly<Record<string, unknown>> = {
  '': { performance: { maxConcurrent: 7 } },
  cache: { enabled: true, maxEntries: 9 },
  'cache.enabled': true,
  'cache.ttlSeconds': 1_800,
  'cache.maxEntries': 9,
  'cache.maxBytes': 50 * 1024 ** 2,
  'routing.fallback.enabled': false,
  'routing.fallback.chain': ['a', 'b'],
  'routing.fallback.models': ['b'],
  'routing.strategy': 'quality-first',
  'routing.strategies': { mine: { quality: 2 } },
  'routing.model': 'gpt-4',
  'modelStore.cacheDir': './elsewhere',
  'modelStore.autoDownload': true,
  modelList: [{ id: 'gpt-4', name: 'gpt-4', source: 'openai:gpt-4', format: 'api', provider: 'openai' }],
  'performance.maxConcurrent': 7,
  'performance.timeoutMs': 45_000,
  'performance.retries': 4,
  batching: { enabled: true, maxBatchSize: 3 },
  'batching.enabled': true,
  'batching.maxBatchSize': 3,
  'performance.preloading.enabled': true,
  'performance.preloading.models': ['gpt-4'],
  'performance.pool.connections': 5,
  'performance.pool.overflow': 11,
  'logging.level': 'debug',
  'logging.file': './llmrr.log',
  'monitoring.enabled': false,
  'monitoring.retentionDays': 7,
  'monitoring.alerts.latencyMs': 900,
  'monitoring.alerts.errorRate': 0.2,
  'monitoring.alerts.memory': 0.7,
  'memory.modelUnloadThresholdMs': 60_000,
  'cleanup.intervalMs': 60_000,
  'database.url': 'postgresql://u@h/d',
  'database.poolSize': 8,
  'chunking.size': 600,
  'chunking.overlap': 30,
  defaults: { temperature: 0.3 },
  'defaults.temperature': 0.3,
  'defaults.maxTokens': 77,
  'defaults.contextTokens': 2_048,
  'defaults.topP': 0.4,
  'defaults.topK': 4,
  'defaults.stop': ['x'],
  'embeddings.batchSize': 12,
  'providers.*.apiKey': 'sk-1',
  'providers.portkey.apiKey': 'pk-1',
  'providers.openrouter.apiKey': 'or-1',
  'providers.*.baseUrl': 'http://127.0.0.1:1/v1',
  'providers.*.timeoutMs': 5_000,
  'providers.*.retries': 4,
  'providers.*.pool.connections': 5,
  'providers.*.pool.overflow': 11,
  'server.bodyLimitBytes': 3 * 1024 ** 2,
  'routellm.routerType': 'bert',
  'routellm.strongModel': 'strong',
  'routellm.weakModel': 'weak',
  'routellm.fallbackEnabled': false,
  'routellm.costTrackingEnabled': false,
  'routellm.costOptimizationTarget': 0.3,
  'routellm.performanceMonitoringEnabled': false,
  'routellm.metricsRetentionDays': 3,
  'routellm.domainSpecificRouting': false,
  'routellm.domainRoutingOverrides': { technical: { enabled: true } },
  'routellm.retries': 5,
  'routellm.timeoutMs': 12_000,
};

/** The sample as it is written under the accepted spelling. */
function asWritten({ form, unit, canonical }: Alias, sample: unknown): unknown {
  if (form === 'provider-models') return ['gpt-4'];
  if (form === 'loading-strategy') return 'preloading';
  if (form === 'database-url') return 'postgresql+asyncpg://u@h/d';
  if (unit === 'seconds' && canonical.endsWith('Ms')) return (sample as number) / 1_000;
  if (unit === 'mebibytes') return (sample as number) / 1024 ** 2;
  return sample;
}

function nested(path: readonly string[], value: unknown): Record<string, unknown> {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

test.each(configAliases.map((alias) => [alias.accepted, alias.canonical, alias] as const))('config "%s" is read as "%s"', (_accepted, canonical, alias) => {
  const sample = samples[canonical];
  expect(sample).toBeDefined();
  const path = pathOf(alias.accepted).map((key) => (key === '*' ? 'openai' : key));
  const target = pathOf(canonical).map((key) => (key === '*' ? 'openai' : key));
  // A section that needs another key to be valid at all.
  const companion = canonical === 'database.poolSize' ? { database: { url: 'file:x' } } : {};
  const { config, warnings } = normalizeConfig(overlay(companion, nested(path, asWritten(alias, sample))));
  const expected = canonical === '' ? (sample as { performance: unknown }).performance : sample;
  const found = read(config, canonical === '' ? ['performance'] : target);
  if (typeof expected === 'object' && !Array.isArray(expected)) expect(found).toMatchObject(expected as object);
  else expect(found).toEqual(expected);
  // Without the alias the default would stand there: it must differ, or this shows nothing.
  expect(read(normalizeConfig(companion).config, target)).not.toEqual(expected);

  const deprecations = warnings.filter(({ code }) => code === 'CONFIG_DEPRECATED');
  expect(warnings).toHaveLength(deprecations.length);
  expect(deprecations.map((warning) => [warning.path, warning.canonical])).toEqual(alias.deprecated ? [[path.join('.'), target.join('.')]] : []);
});

test('no accepted spelling is listed twice', () => {
  const seen = configAliases.map(({ accepted, form }) => `${accepted} ${form ?? ''}`);
  expect(new Set(seen).size).toBe(seen.length);
});
