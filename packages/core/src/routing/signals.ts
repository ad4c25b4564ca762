import type { Clock } from '../clock.ts';
import type { Signals } from '../strategy.ts';

/** Measured behaviour of each model; old measurements fade, so that a recovered model is tried again. */
export interface SignalBook {
  of(model: string): Signals;
  started(model: string): void;
  /** `failed` only when the model is to blame; an aborted call says nothing about it. */
  ended(model: string, outcome: 'ok' | 'failed' | 'aborted', measured: { latencyMs: number; firstPartMs?: number; outputTokens?: number }): void;
  forget(model: string): void;
}

interface Record {
  inFlight: number;
  calls: number;
  latencyMs: number | null;
  firstPartMs: number | null;
  tokensPerSecond: number | null;
  /** Decaying counts. */
  successes: number;
  failures: number;
  updatedMs: number;
}

/** After this long a measurement counts half. */
const halfLifeMs = 30_000;
/** A model unused for ten half-lives counts as unmeasured again, so that it gets another try. */
const forgotten = 0.5 ** 10;
/** Weight of one new measurement in a decaying average. */
const gain = 0.2;
/** A model starts as if it had answered 9 of 10 calls, with the weight of two calls. */
const priorWeight = 2;
const priorRate = 0.9;

export function signalBook({ clock }: { readonly clock: Clock }): SignalBook {
  const records = new Map<string, Record>();
  const record = (model: string): Record => {
    let found = records.get(model);
    if (!found) {
      found = { inFlight: 0, calls: 0, latencyMs: null, firstPartMs: null, tokensPerSecond: null, successes: 0, failures: 0, updatedMs: clock.now() };
      records.set(model, found);
    }
    return found;
  };
  const decay = (entry: Record): number => 0.5 ** ((clock.now() - entry.updatedMs) / halfLifeMs);
  const average = (old: number | null, value: number): number => (old === null ? value : old + gain * (value - old));

  return {
    of(model) {
      const entry = records.get(model);
      if (!entry) return unmeasured;
      const faded = decay(entry);
      if (faded < forgotten && entry.inFlight === 0) return unmeasured;
      const weight = (entry.successes + entry.failures) * faded;
      return {
        latencyMs: entry.latencyMs,
        firstPartMs: entry.firstPartMs,
        tokensPerSecond: entry.tokensPerSecond,
        successRate: entry.calls === 0 ? null : (entry.successes * faded + priorWeight * priorRate) / (weight + priorWeight),
        inFlight: entry.inFlight,
        calls: entry.calls,
      };
    },
    started(model) {
      record(model).inFlight++;
    },
    ended(model, outcome, { latencyMs, firstPartMs, outputTokens }) {
      const entry = record(model);
      entry.inFlight = Math.max(0, entry.inFlight - 1);
      if (outcome === 'aborted') return;
      const faded = decay(entry);
      entry.calls++;
      entry.updatedMs = clock.now();
      entry.successes = entry.successes * faded + (outcome === 'ok' ? 1 : 0);
      entry.failures = entry.failures * faded + (outcome === 'ok' ? 0 : 1);
      if (outcome !== 'ok') return;
      entry.latencyMs = average(entry.latencyMs, latencyMs);
      if (firstPartMs !== undefined) entry.firstPartMs = average(entry.firstPartMs, firstPartMs);
      if (outputTokens && latencyMs > 0) entry.tokensPerSecond = average(entry.tokensPerSecond, (outputTokens * 1000) / latencyMs);
    },
    forget(model) {
      records.delete(model);
    },
  };
}

const unmeasured: Signals = { latencyMs: null, firstPartMs: null, tokensPerSecond: null, successRate: null, inFlight: 0, calls: 0 };
