import { z } from 'zod';
import { capabilities } from '../card.ts';
import { formats } from '../source.ts';

const rate = z.number().nonnegative();
const rates = { input: rate, output: rate, cachedInput: rate.exactOptional(), cacheWrite: rate.exactOptional() };
const count = z.number().int().positive();
const name = z.string().min(1).max(512);

/** What a request takes when it says nothing else; the provider decides where nothing stands here either. */
export const generationDefaults = {
  temperature: z.number().min(0).max(2).exactOptional(),
  topP: z.number().min(0).max(1).exactOptional(),
  topK: count.exactOptional(),
  minP: z.number().min(0).max(1).exactOptional(),
  seed: z.number().int().exactOptional(),
  maxTokens: count.exactOptional(),
  stop: z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string())).exactOptional(),
  presencePenalty: z.number().min(-2).max(2).exactOptional(),
  frequencyPenalty: z.number().min(-2).max(2).exactOptional(),
};

export const modelEntrySchema = z.strictObject({
  /** Unique; what a request names. */
  id: name,
  /** A label for people. */
  name,
  /** `scheme:rest`, in canonical spelling. */
  source: z.string().min(1),
  format: z.enum(formats).exactOptional(),
  provider: name.exactOptional(),
  /** Which engine of several is to run the file. */
  engine: name.exactOptional(),
  /** Share of traffic under `weighted`. */
  weight: z.number().nonnegative().exactOptional(),
  /** Lower goes first under `priority`. */
  priority: z.number().exactOptional(),
  capabilities: z.array(z.enum(capabilities)).exactOptional(),
  /** 0 to 1; better than our guess. */
  quality: z.number().min(0).max(1).nullable().exactOptional(),
  /** US dollars per million tokens; `null` hides what the catalogue says. */
  prices: z
    .strictObject({ ...rates, tiers: z.array(z.strictObject({ fromInputTokens: count, ...rates })).exactOptional(), source: z.string().exactOptional() })
    .nullable()
    .exactOptional(),
  contextTokens: count.exactOptional(),
  maxOutputTokens: count.exactOptional(),
  aliases: z.array(name).exactOptional(),
  /** Only these tenants may use it. */
  tenants: z.array(name).exactOptional(),
  enabled: z.boolean().exactOptional(),
  defaults: z.strictObject(generationDefaults).exactOptional(),
  /** For the loader or provider: threads, gpuLayers, baseUrl, apiKey ... */
  options: z.record(z.string(), z.unknown()).exactOptional(),
  /** Extra attempts. */
  retries: z.number().int().min(0).max(10).exactOptional(),
  timeoutMs: z.number().positive().exactOptional(),
  /** As an old registry measured it. */
  performance: z.strictObject({ tokensPerSecond: z.number().nonnegative().nullable().exactOptional(), memoryUsage: z.union([z.number(), z.string()]).nullable().exactOptional() }).exactOptional(),
  description: z.string().exactOptional(),
  license: z.string().exactOptional(),
});

/** A template as the registry keeps it (S2-035); `templates/` formats it. */
export const templateEntrySchema = z.strictObject({
  id: name,
  name: name.exactOptional(),
  format: z.string(),
  stopTokens: z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string())).exactOptional(),
  /** Names of models that it was made for; `*` in a name stands for anything. */
  modelCompatibility: z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(name)).exactOptional(),
});

/** Shares of the four scores in a strategy of one's own. */
export const strategyWeights = z.strictObject({
  quality: z.number().nonnegative().exactOptional(),
  cost: z.number().nonnegative().exactOptional(),
  speed: z.number().nonnegative().exactOptional(),
  reliability: z.number().nonnegative().exactOptional(),
});
