import { z } from 'zod';
import type { Constraints } from './constraints.ts';

/** Constraints as a request gives them; an unknown name is an error. */
export const constraintsInput = z.strictObject({
  maxCostUsd: z.number().nonnegative().exactOptional(),
  maxLatencyMs: z.number().positive().exactOptional(),
  minContextTokens: z.number().int().positive().exactOptional(),
  minReliability: z.number().min(0).max(1).exactOptional(),
  minTokensPerSecond: z.number().positive().exactOptional(),
  capabilities: z.array(z.string().min(1)).exactOptional(),
  locality: z.enum(['local', 'remote']).exactOptional(),
}) satisfies z.ZodType<Constraints>;
