import { z } from 'zod';

const share = z.number().min(0).max(1);

/** The learned routers (S4-006), with the defaults of the guide; `retries` are extra attempts, times are milliseconds. */
export const routellmSchema = z.strictObject({
  enabled: z.boolean().default(false),
  routerType: z.enum(['mf', 'bert', 'causal_llm', 'sw_ranking', 'random']).default('mf'),
  /** Strong iff score >= threshold: higher is cheaper. */
  threshold: share.default(0.11593),
  strongModel: z.string().min(1).default('gpt-4-1106-preview'),
  weakModel: z.string().min(1).default('gpt-3.5-turbo'),
  fallbackEnabled: z.boolean().default(true),
  retries: z.number().int().min(0).max(10).default(3),
  timeoutMs: z.number().positive().default(30_000),
  costTrackingEnabled: z.boolean().default(true),
  costOptimizationTarget: share.default(0.5),
  performanceMonitoringEnabled: z.boolean().default(true),
  metricsRetentionDays: z.number().positive().default(30),
  domainSpecificRouting: z.boolean().default(true),
  domainRoutingOverrides: z
    .record(
      z.string().min(1),
      z.strictObject({ enabled: z.boolean().exactOptional(), threshold: share.exactOptional(), strongModel: z.string().min(1).exactOptional(), weakModel: z.string().min(1).exactOptional() }),
    )
    .default({}),
});
