import { spelled, type Alias } from './alias.ts';

/** Providers whose key has a customary variable; a preset of the same name exists in its package. */
export const providerVariables: readonly (readonly [provider: string, apiKey: string, baseUrl?: string])[] = [
  ['openai', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'],
  ['anthropic', 'ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'],
  ['openrouter', 'OPENROUTER_API_KEY'],
  ['portkey', 'PORTKEY_API_KEY'],
  ['groq', 'GROQ_API_KEY'],
  ['google', 'GEMINI_API_KEY'],
  ['mistral', 'MISTRAL_API_KEY'],
  ['deepseek', 'DEEPSEEK_API_KEY'],
  ['together', 'TOGETHER_API_KEY'],
  ['fireworks', 'FIREWORKS_API_KEY'],
  ['perplexity', 'PERPLEXITY_API_KEY'],
  ['cerebras', 'CEREBRAS_API_KEY'],
  ['cohere', 'COHERE_API_KEY'],
  ['xai', 'XAI_API_KEY'],
  ['huggingface', 'HF_TOKEN'],
  ['ollama', 'OLLAMA_API_KEY', 'OLLAMA_BASE_URL'],
  ['localai', 'LOCALAI_API_KEY', 'LOCALAI_BASE_URL'],
  ['vllm', 'VLLM_API_KEY', 'VLLM_BASE_URL'],
  ['lmstudio', 'LMSTUDIO_API_KEY', 'LMSTUDIO_BASE_URL'],
];

/** Environment variables and the keys that they set. Of two for one key the first that is set counts: new names stand before old ones. */
export const environmentAliases: readonly Alias[] = [
  ...spelled('environment', 'S0-019', providerVariables.flatMap(([provider, apiKey, baseUrl]) => [
    [`providers.${provider}.apiKey`, apiKey] as const,
    ...(baseUrl === undefined ? [] : [[`providers.${provider}.baseUrl`, baseUrl] as const]),
  ])),
  ...spelled('environment', 'S2-023', [
    ['performance.maxConcurrent', 'MAX_CONCURRENT_REQUESTS', { since: '1.2', kind: 'integer' }],
    ['cache.enabled', 'CACHE_ENABLED', { since: '1.2', kind: 'boolean' }],
    ['logging.level', 'LOG_LEVEL', { since: '1.2' }],
  ]),
  ...spelled('environment', 'S2-022', [
    ['performance.maxConcurrent', 'LLM_MAX_CONCURRENT', { kind: 'integer', since: '1.0', until: '1.2', deprecated: true }],
    ['cache.enabled', 'LLM_CACHE_ENABLED', { kind: 'boolean', since: '1.0', until: '1.2', deprecated: true }],
    ['logging.level', 'LLM_LOG_LEVEL', { since: '1.0', until: '1.2', deprecated: true }],
  ]),
  ...spelled('environment', 'S3-004', [
    ['database.url', 'DATABASE_URL', { form: 'database-url' }],
    ['performance.pool.connections', 'CONNECTION_POOL_SIZE', { kind: 'integer' }],
    ['cache.ttlSeconds', 'CACHE_TTL', { kind: 'number', unit: 'seconds' }],
    ['cache.maxEntries', 'CACHE_MAX_SIZE', { kind: 'integer' }],
    ['monitoring.enabled', 'ENABLE_MONITORING', { kind: 'boolean' }],
    ['batching.enabled', 'ENABLE_BATCHING', { kind: 'boolean' }],
  ]),
  ...spelled('environment', 'S4-001', [
    ['routellm.enabled', 'ROUTELLM_ENABLED', { kind: 'boolean' }],
    ['routellm.routerType', 'ROUTELLM_ROUTER_TYPE'],
    ['routellm.threshold', 'ROUTELLM_THRESHOLD', { kind: 'number' }],
    ['routellm.strongModel', 'ROUTELLM_STRONG_MODEL'],
    ['routellm.weakModel', 'ROUTELLM_WEAK_MODEL'],
    ['routellm.costTrackingEnabled', 'ROUTELLM_COST_TRACKING', { kind: 'boolean' }],
    ['routellm.performanceMonitoringEnabled', 'ROUTELLM_PERFORMANCE_MONITORING', { kind: 'boolean' }],
  ]),
  ...spelled('environment', 'S1-016', [
    ['migration.mode', 'MIGRATION_MODE'],
    ['migration.flags.newRouting', 'FF_NEW_ROUTING', { kind: 'flag' }],
    ['migration.flags.newCaching', 'FF_NEW_CACHING', { kind: 'flag' }],
    ['migration.flags.newModels', 'FF_NEW_MODELS', { kind: 'flag' }],
  ]),
  ...spelled('environment', 'S0-020', [
    ['vectorStore.apiKey', 'PINECONE_API_KEY', { when: 'vectorStore.provider=pinecone' }],
    ['vectorStore.environment', 'PINECONE_ENVIRONMENT', { when: 'vectorStore.provider=pinecone' }],
  ]),
  ...spelled('environment', 'S0-021', [['logging.debug', 'DEBUG']]),
  ...spelled('environment', 'R-15', [
    ['server.host', 'LLMRR_HOST'],
    ['server.port', 'LLMRR_PORT PORT', { kind: 'integer' }],
    ['server.keys', 'LLMRR_KEYS', { kind: 'list' }],
    ['modelStore.cacheDir', 'LLMRR_MODELS_DIR'],
  ]),
];
