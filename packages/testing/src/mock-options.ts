import { errorCodes, LlmrrError, type ErrorCode } from '@llmrr/core';
import { z } from 'zod';

const failures = z.union([z.number().int().nonnegative(), z.literal('always')]);

/** Settings of one `mock:NAME` entry; keys that only other providers know are ignored. */
const schema = z.object({
  /** Embedding length. */
  dimensions: z.number().int().min(1).max(65_536).default(64),
  contextTokens: z.number().int().positive().default(8192),
  /** This many first calls fail, or every one. */
  failures: failures.default(0),
  failWith: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]).default('unavailable'),
  /** Fail behind this many content parts instead of before the first. */
  failAfterParts: z.number().int().nonnegative().default(0),
  retryAfterMs: z.number().nonnegative().optional(),
  /** Until the first part. */
  latencyMs: z.number().nonnegative().default(0),
  /** Between parts. */
  partDelayMs: z.number().nonnegative().default(0),
  /** Text to answer with, instead of what the mock makes of the prompt. */
  reply: z.string().optional(),
});

export type MockSettings = z.output<typeof schema>;
export type MockOptions = z.input<typeof schema>;

/** Throws `invalid-config` that names every bad key of the entry. */
export function mockSettings(uri: string, options: Readonly<Record<string, unknown>>): MockSettings {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new LlmrrError('invalid-config', `options of model '${uri}' do not fit: ${faults}`, { cause: parsed.error });
}
