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
const unmeasuredRate = 0.9;

/**
 * Comparable scores for one call. Cost and latency are placed on a logarithmic scale between the best and the worst
 * candidate (twice the price is one step, wherever it starts). An unknown price scores 0: never treated as free.
 * An unmeasured model counts as fast until it has been tried (optimism is what makes it tried), an unknown quality as 0.5.
 * Reliability is 1 minus the square root of the failure rate, so that 99 % and 90 % are as far apart as they feel.
 */
export function scoresOf(candidates: readonly Candidate[]): readonly Scores[] {
  const costs = onLogScale(candidates.map(({ estimate }) => estimate.costUsd), freeUsd, 0);
  const speeds = onLogScale(candidates.map(({ estimate }) => estimate.latencyMs), instantMs, 1);
  return candidates.map((candidate, index) => ({
    quality: candidate.card.quality ?? 0.5,
    cost: costs[index]!,
    speed: speeds[index]!,
    reliability: 1 - Math.sqrt(1 - (candidate.signals.successRate ?? unmeasuredRate)),
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
