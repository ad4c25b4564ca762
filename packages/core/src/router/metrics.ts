import type { Decision } from '../decision.ts';

export interface Metrics {
  readonly requests: number;
  readonly successes: number;
  readonly failures: number;
  /** 0 to 1; 0 before the first request. */
  readonly successRate: number;
  readonly averageLatencyMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars of the requests whose price is known. */
  readonly costUsd: number;
  /** Requests whose price is not known. */
  readonly unpriced: number;
  readonly fallbacks: number;
}

export interface Counters {
  succeeded(decision: Decision | undefined, latencyMs: number): void;
  failed(): void;
  read(): Metrics;
}

export function counters(): Counters {
  let successes = 0;
  let failures = 0;
  let latencyMs = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  let costUsd = 0;
  let unpriced = 0;
  let fallbacks = 0;
  return {
    succeeded(decision, tookMs) {
      successes++;
      latencyMs += tookMs;
      if (!decision) return;
      if (decision.fellBack) fallbacks++;
      if (decision.costUsd === null) unpriced++;
      else costUsd += decision.costUsd;
      for (const { usage } of decision.attempts) {
        inputTokens += usage?.inputTokens ?? 0;
        outputTokens += usage?.outputTokens ?? 0;
      }
    },
    failed() {
      failures++;
    },
    read() {
      const requests = successes + failures;
      return {
        requests,
        successes,
        failures,
        successRate: requests === 0 ? 0 : successes / requests,
        averageLatencyMs: successes === 0 ? 0 : latencyMs / successes,
        inputTokens,
        outputTokens,
        costUsd,
        unpriced,
        fallbacks,
      };
    },
  };
}
