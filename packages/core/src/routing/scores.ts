import type { Candidate } from '../strategy.ts';

/** What speaks for a model, each 0 to 1, higher is better. */
export interface Scores {
  readonly quality: number;
  readonly cost: number;
  readonly speed: number;
  readonly reliability: number;
}

/** Below this a call counts as free: a hundred-thousandth of a cent. */
const freeUsd = 1e-7;
const instantMs = 1;

/**
 * Comparable scores for one call. Cost and latency are placed on a logarithmic scale between the best and the worst
 * candidate (twice the price is one step, wherever it starts). An unknown price scores 0: never treated as free.
 * An unmeasured latency or quality scores 0.5, an unmeasured reliability 0.9.
 */
export function scoresOf(candidates: readonly Candidate[]): readonly Scores[] {
  const costs = onLogScale(candidates.map(({ estimate }) => estimate.costUsd), freeUsd, 0);
  const speeds = onLogScale(candidates.map(({ estimate }) => estimate.latencyMs), instantMs, 0.5);
  return candidates.map((candidate, index) => ({
    quality: candidate.card.quality ?? 0.5,
    cost: costs[index]!,
    speed: speeds[index]!,
    reliability: candidate.signals.successRate ?? 0.9,
  }));
}

function onLogScale(values: readonly (number | null)[], floor: number, unknown: number): readonly number[] {
  let low = Infinity;
  let high = -Infinity;
  const logs = values.map((value) => {
    if (value === null) return null;
    const log = Math.log(Math.max(value, floor));
    if (log < low) low = log;
    if (log > high) high = log;
    return log;
  });
  return logs.map((log) => (log === null ? unknown : high === low ? 1 : 1 - (log - low) / (high - low)));
}
