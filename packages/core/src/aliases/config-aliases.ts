import { snakeCase, spelled, type Alias } from './alias.ts';

const v10 = { since: '1.0', until: '1.2', deprecated: true } as const;
const v12 = { since: '1.2' } as const;

/** Keys of the learned routers' section in our spelling; each is read in snake_case too (S4-006). */
const routellm = ['routerType', 'strongModel', 'weakModel', 'fallbackEnabled', 'costTrackingEnabled', 'costOptimizationTarget', 'performanceMonitoringEnabled', 'metricsRetentionDays', 'domainSpecificRouting', 'domainRoutingOverrides'];

/** Names that only differ by their Python spelling. */
const inSnakeCase = ['modelStore.cacheDir', 'modelStore.autoDownload', 'performance.maxConcurrent', 'performance.timeoutMs', 'cache.ttlSeconds', 'cache.maxEntries', 'cache.maxBytes', 'batching.maxBatchSize', 'database.poolSize', 'embeddings.batchSize'];

/**
 * Other names of the configuration's keys, in the order in which they are read: a special spelling before the section
 * that it stands in, a section before the plain names in it.
 */
export const configAliases: readonly Alias[] = [
  ...spelled('config', 'S0-024', [
    ['', 'migrationConfig', { form: 'merge' }],
    ['', 'llmRouter', { form: 'merge' }],
  ]),
  ...spelled('config', 'R-04', [
    ['cache.ttlSeconds', 'caching.ttl', { guide: 'S0-048', form: 'ttl' }],
    ['cache', 'caching', { guide: 'S0-018', form: 'merge' }],
    ['cache', 'performance.caching', { guide: 'S1-012', form: 'merge' }],
    ['cache.enabled', 'cache', { form: 'switch' }],
    ['cache.enabled', 'enableCaching', { guide: 'S2-021', ...v10 }],
    ['cache.ttlSeconds', 'cacheTTL', { guide: 'S2-021', unit: 'seconds', ...v10 }],
    ['cache.ttlSeconds', 'cache.ttl', { guide: 'S2-020', unit: 'seconds', ...v12 }],
    ['cache.ttlSeconds', 'cache_ttl', { guide: 'S3-013', unit: 'seconds' }],
    ['cache.maxEntries', 'cache.maxSize', { guide: 'S0-018' }],
    ['cache.maxEntries', 'cache_max_size cacheMaxSize', { guide: 'S3-013' }],
    ['cache.maxBytes', 'cache_memory_limit_mb cacheMemoryLimitMb', { guide: 'S3-013', unit: 'mebibytes' }],
  ]),
  ...spelled('config', 'R-03', [
    ['routing.fallback.enabled', 'enableFallback', { guide: 'S2-021', ...v10 }],
    ['routing.fallback.enabled', 'routing.enableFallback', { guide: 'S2-020', ...v12 }],
    ['routing.fallback.enabled', 'fallbackEnabled', { guide: 'S1-010' }],
    ['routing.fallback.enabled', 'enable_fallback fallback_enabled', { guide: 'S4-006' }],
    ['routing.fallback.enabled', 'routing.fallback', { form: 'switch' }],
    ['routing.fallback.chain', 'fallbackChain routing.fallbackChain', { guide: 'S1-010' }],
    ['routing.fallback.models', 'fallbacks routing.fallbacks', { guide: 'S0-018' }],
    ['routing.fallback.models', 'llm.fallbacks', { guide: 'S0-025' }],
    ['routing.fallback.models', 'fallback_models', { guide: 'R-03' }],
  ]),
  ...spelled('config', 'R-07', [
    ['routing.strategy', 'strategy', { guide: 'S0-018' }],
    ['routing.strategy', 'routingStrategy', { guide: 'S2-021', ...v10 }],
    ['routing.strategy', 'llm.strategy', { guide: 'S0-025' }],
    ['routing.strategies', 'strategies', { guide: 'S1-028' }],
    ['routing.model', 'llm.primaryModel', { guide: 'S0-025' }],
    ['routing.model', 'model_config.default_model', { guide: 'S4-002' }],
  ]),
  ...spelled('config', 'R-05', [
    ['modelStore.cacheDir', 'modelCacheDir', { guide: 'S2-021', ...v10 }],
    ['modelStore.autoDownload', 'autoDownload', { guide: 'S2-021', ...v10 }],
    ['modelList', 'models', { form: 'models' }],
    ['modelList', 'providers.*.models', { guide: 'S0-018', form: 'provider-models' }],
  ]),
  ...spelled('config', 'R-06', [
    ['performance.maxConcurrent', 'maxConcurrentRequests', { guide: 'S2-021', ...v10 }],
    ['performance.timeoutMs', 'requestTimeout', { guide: 'S2-021', unit: 'milliseconds', ...v10 }],
    ['performance.timeoutMs', 'performance.timeout', { guide: 'S2-020', unit: 'milliseconds', ...v12 }],
    ['performance.timeoutMs', 'timeout', { guide: 'S0-018', unit: 'milliseconds' }],
    ['performance.timeoutMs', 'timeout_seconds', { guide: 'R-14', unit: 'seconds' }],
    ['performance.retries', 'retries maxRetries performance.maxRetries', { guide: 'S0-041' }],
    ['performance.retries', 'max_retries max_retry_attempts', { guide: 'R-14' }],
    ['batching', 'performance.batching', { guide: 'S1-012', form: 'merge' }],
    ['batching.enabled', 'batching', { form: 'switch' }],
    ['batching.enabled', 'enable_batching enableBatching', { guide: 'S3-004' }],
    ['performance.preloading.enabled', 'loading.strategy', { guide: 'S1-014', form: 'loading-strategy' }],
    ['performance.preloading.models', 'loading.preloadModels', { guide: 'S1-014' }],
    ['performance.pool.connections', 'connection_pool_size connectionPoolSize', { guide: 'S3-009' }],
    ['performance.pool.overflow', 'connection_pool_overflow connectionPoolOverflow', { guide: 'S3-009' }],
  ]),
  ...spelled('config', 'S2-021', [
    ['logging.level', 'logLevel', v10],
    ['logging.file', 'logFile', v10],
    ['logging.level', 'log_level', { guide: 'R-23' }],
  ]),
  ...spelled('config', 'B.1', [
    ['monitoring.enabled', 'monitoring', { form: 'switch' }],
    ['monitoring.enabled', 'enable_monitoring enableMonitoring', { guide: 'S3-017' }],
    ['monitoring.enabled', 'performance_monitoring_enabled', { guide: 'S4-003' }],
    ['monitoring.retentionDays', 'metrics_retention_days', { guide: 'S4-028' }],
    ['monitoring.retentionDays', 'monitoring.retention', { guide: 'S1-050', unit: 'days' }],
    ['monitoring.alerts.latencyMs', 'monitoring.alerts.latencyThreshold', { guide: 'S1-054', unit: 'milliseconds' }],
    ['monitoring.alerts.errorRate', 'monitoring.alerts.errorRateThreshold', { guide: 'S1-054' }],
    ['monitoring.alerts.memory', 'monitoring.alerts.memoryThreshold', { guide: 'R-29' }],
    ['memory.modelUnloadThresholdMs', 'memory.modelUnloadThreshold', { guide: 'S1-013', unit: 'milliseconds' }],
    ['cleanup.intervalMs', 'cleanup.interval', { guide: 'S1-015', unit: 'milliseconds' }],
    ['database.url', 'database_url', { guide: 'S3-004', form: 'database-url' }],
    ['database.poolSize', 'db_pool_size dbPoolSize', { guide: 'S3-034' }],
    ['chunking.size', 'chunkSize chunk_size chunking.chunkSize', { guide: 'S0-117' }],
    ['chunking.overlap', 'chunkOverlap chunk_overlap chunking.chunkOverlap', { guide: 'S0-117' }],
  ]),
  ...spelled('config', 'R-08', [
    ['defaults', 'config', { guide: 'S1-010', form: 'merge' }],
    ['defaults.temperature', 'llm.temperature', { guide: 'S0-025' }],
    ['defaults.maxTokens', 'llm.maxTokens', { guide: 'S0-025' }],
    ['defaults.contextTokens', 'defaults.contextSize', { guide: 'S1-010' }],
    ['defaults.contextTokens', 'defaults.contextLength defaults.context_length'],
    ['defaults.maxTokens', 'defaults.max_tokens defaults.maxLength defaults.max_length'],
    ['defaults.topP', 'defaults.top_p'],
    ['defaults.topK', 'defaults.top_k'],
    ['defaults.stop', 'defaults.stopTokens defaults.stop_tokens defaults.stopSequences', { guide: 'S1-022' }],
  ]),
  ...spelled('config', 'B.1', [
    ['providers.*.apiKey', 'providers.*.api_key providers.*.key', { guide: 'R-23' }],
    ['providers.*.baseUrl', 'providers.*.baseURL providers.*.base_url providers.*.apiBase providers.*.api_base providers.*.endpoint', { guide: 'S0-031' }],
    ['providers.*.timeoutMs', 'providers.*.timeout', { guide: 'S0-042', unit: 'milliseconds' }],
    ['providers.*.retries', 'providers.*.maxRetries', { guide: 'S0-041' }],
    ['providers.*.pool.connections', 'providers.*.connection_pool_size', { guide: 'S3-009' }],
    ['providers.*.pool.overflow', 'providers.*.connection_pool_overflow', { guide: 'S3-009' }],
    ['providers.portkey.apiKey', 'portkey_api_key portkeyApiKey', { guide: 'S3-034' }],
    ['providers.openrouter.apiKey', 'openrouter_api_key openrouterApiKey', { guide: 'S3-005' }],
    ['server.bodyLimitBytes', 'server.bodyLimit', { unit: 'mebibytes' }],
  ]),
  ...spelled('config', 'S4-006', [
    ...routellm.map((name) => [`routellm.${name}`, `routellm.${snakeCase(name)}`] as const),
    ['routellm.retries', 'routellm.max_retry_attempts routellm.maxRetryAttempts', { guide: 'S4-002' }],
    ['routellm.timeoutMs', 'routellm.timeout_seconds routellm.timeoutSeconds', { guide: 'S4-002', unit: 'seconds' }],
  ]),
  ...spelled('config', 'R-23', inSnakeCase.map((path) => {
    const [section = '', name = ''] = path.split('.');
    return [path, `${snakeCase(section)}.${snakeCase(name)}`] as const;
  })),
];
