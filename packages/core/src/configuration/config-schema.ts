import { z } from 'zod';
import { constraintsInput } from '../constraints-input.ts';
import { generationDefaults, modelEntrySchema, strategyWeights, templateEntrySchema } from './model-entry-schema.ts';
import { routellmSchema } from './routellm-schema.ts';

const count = z.number().int().positive();
const whole = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const name = z.string().min(1).max(512);
const names = z.array(name);
const port = z.number().int().min(0).max(65_535);
const dictionary = <Value extends z.ZodType>(value: Value) => z.record(name, value);
/** A section that is always there, with its own defaults. */
const section = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).prefault({} as never);

const pool = z.strictObject({
  /** Kept open to one host. */
  connections: count.max(1_024).exactOptional(),
  /** On top of them under load. */
  overflow: whole.max(1_024).exactOptional(),
});

/** The canonical configuration. The defaults are those that the guides state; sampling has none. */
export const configSchema = z.strictObject({
  routing: section({
    strategy: name.default('balanced'),
    /** Model for requests that name none. */
    model: name.exactOptional(),
    fallback: section({
      enabled: z.boolean().default(true),
      /** In this order, the first model included. */
      chain: names.exactOptional(),
      /** Behind the chosen model, whichever that is. */
      models: names.exactOptional(),
    }),
    strategies: dictionary(strategyWeights).default({}),
    constraints: constraintsInput.exactOptional(),
  }),
  providers: dictionary(
    z.strictObject({
      /** Which known API it speaks, when its name does not say. */
      preset: name.exactOptional(),
      apiKey: z.string().exactOptional(),
      baseUrl: z.string().min(1).exactOptional(),
      headers: z.record(z.string(), z.string()).exactOptional(),
      organization: z.string().exactOptional(),
      project: z.string().exactOptional(),
      pool: pool.exactOptional(),
      timeoutMs: z.number().positive().exactOptional(),
      retries: z.number().int().min(0).max(10).exactOptional(),
      enabled: z.boolean().exactOptional(),
    }),
  ).default({}),
  modelList: z.array(modelEntrySchema).default([]),
  /** Another name to the id of a model. */
  aliases: dictionary(name).default({}),
  modelStore: section({
    cacheDir: z.string().min(1).default('./models'),
    /** Off: a model that is not there is an error, and nothing is fetched. */
    autoDownload: z.boolean().default(false),
    registryFile: z.string().min(1).exactOptional(),
    configsDir: z.string().min(1).exactOptional(),
  }),
  engines: dictionary(z.union([z.string(), z.boolean(), z.record(z.string(), z.unknown())])).default({}),
  defaults: section({ ...generationDefaults, contextTokens: count.exactOptional() }),
  performance: section({
    maxConcurrent: count.max(100).exactOptional(),
    maxQueue: whole.exactOptional(),
    timeoutMs: z.number().min(1_000).exactOptional(),
    /** Extra attempts on the same model. */
    retries: z.number().int().min(0).max(10).exactOptional(),
    timeouts: z
      .strictObject({ connectMs: z.number().positive().exactOptional(), firstPartMs: z.number().positive().exactOptional(), betweenPartsMs: z.number().positive().exactOptional(), totalMs: z.number().positive().exactOptional() })
      .exactOptional(),
    /** For every provider that says nothing else. */
    pool: pool.exactOptional(),
    preloading: section({ enabled: z.boolean().default(false), models: names.default([]) }),
    streaming: section({ enabled: z.boolean().default(false), /** Characters. */ chunkSize: count.default(1_024) }),
  }),
  /** A section that is there without `enabled` is on. */
  cache: z
    .strictObject({
      enabled: z.boolean().default(true),
      ttlSeconds: z.number().nonnegative().default(3_600),
      maxEntries: count.default(1_000),
      maxBytes: count.exactOptional(),
    })
    .prefault({ enabled: false }),
  batching: section({ enabled: z.boolean().default(false), maxBatchSize: count.max(10_000).default(10) }),
  memory: section({
    gcStrategy: z.enum(['normal', 'aggressive']).default('normal'),
    /** Idle longer, a model is taken out of memory. */
    modelUnloadThresholdMs: z.number().positive().default(300_000),
    /** Share of the heap that raises the event. */
    highUsage: share.default(0.9),
  }),
  cleanup: section({
    intervalMs: z.number().positive().default(300_000),
    /** Share of memory from which idle models go. */
    memoryThreshold: share.default(0.8),
    autoUnload: z.boolean().default(true),
  }),
  logging: section({
    level: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    file: z.string().min(1).exactOptional(),
    json: z.boolean().default(false),
    /** Namespaces as in DEBUG: 'llm-runner-router:*'. */
    debug: z.string().exactOptional(),
  }),
  monitoring: section({
    enabled: z.boolean().default(true),
    retentionDays: z.number().positive().default(30),
    alerts: section({ latencyMs: z.number().positive().default(2_000), errorRate: share.default(0.05), /** */ memory: share.default(0.85) }),
  }),
  database: z.strictObject({ url: z.string().min(1), poolSize: count.max(1_000).default(5) }).exactOptional(),
  server: section({
    host: z.string().min(1).default('127.0.0.1'),
    port: port.default(3_006),
    /** Whoever sends one of them may use the gateway; empty: everyone who reaches it. */
    keys: z.array(z.string().min(1)).default([]),
    /** Serve everyone on an address that others reach, without keys. */
    allowAnonymous: z.boolean().default(false),
    bodyLimitBytes: count.default(10 * 1024 ** 2),
    corsOrigins: names.default([]),
    trustProxy: z.union([z.boolean(), z.string(), z.array(z.string())]).default(false),
    allowedHosts: names.default([]),
  }),
  templates: z.array(templateEntrySchema).default([]),
  routellm: routellmSchema.exactOptional(),
  vectorStore: z
    .strictObject({
      provider: z.enum(['pinecone', 'chroma', 'weaviate', 'sqlite', 'postgres', 'memory']),
      apiKey: z.string().exactOptional(),
      environment: z.string().exactOptional(),
      host: z.string().min(1).exactOptional(),
      port: port.exactOptional(),
      url: z.string().min(1).exactOptional(),
      index: name.exactOptional(),
      collection: name.exactOptional(),
      dimensions: count.exactOptional(),
    })
    .exactOptional(),
  embeddings: z.strictObject({ model: name.exactOptional(), provider: name.exactOptional(), batchSize: count.exactOptional() }).exactOptional(),
  chunking: section({ size: count.default(512), overlap: whole.default(20), strategy: name.default('recursive') }),
  migration: section({
    mode: name.default('hybrid'),
    flags: section({ newRouting: z.boolean().default(false), newCaching: z.boolean().default(false), newModels: z.boolean().default(false) }),
  }),
  /** Off: the small model that ships inside is no candidate. */
  tinyModel: z.boolean().default(true),
  /** Off: a call before `initialize()` is an error. */
  autoInitialize: z.boolean().default(true),
  /** Version of the guides whose shapes are spoken. */
  apiVersion: z.string().exactOptional(),
});
