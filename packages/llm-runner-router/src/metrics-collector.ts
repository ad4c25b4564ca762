import { parseDuration } from '@llmrr/core';

export interface MetricEntry {
  readonly name: string;
  readonly value: unknown;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** Collects named values in memory and forgets those older than `retention`. Export, alerts and files come with @llmrr/monitoring. */
export class MetricsCollector {
  readonly #retentionMs: number;
  readonly #now: () => number;
  readonly #listeners = new Map<string, ((value: unknown) => void)[]>();
  #entries: MetricEntry[] = [];

  constructor({ retention = '30d', now = Date.now }: { readonly retention?: string; readonly now?: () => number } = {}) {
    this.#retentionMs = parseDuration(retention) ?? NaN;
    this.#now = now;
  }

  /** Calls back for each value of that name that is recorded from now on. */
  track(name: string, callback: (value: unknown) => void): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), callback]);
  }

  record(name: string, value: unknown): void {
    const timestamp = this.#now();
    this.#entries = [...this.#entries.filter((entry) => timestamp - entry.timestamp < this.#retentionMs), { name, value, timestamp }];
    for (const callback of this.#listeners.get(name) ?? []) callback(value);
  }

  /** What was recorded within that time: '7d', '12h'. */
  async getLogs(period = '7d'): Promise<readonly MetricEntry[]> {
    const since = this.#now() - (parseDuration(period) ?? NaN);
    return this.#entries.filter(({ timestamp }) => timestamp >= since);
  }
}
