import type { Candidate, Ranked, RoutingStrategy } from '../strategy.ts';
import { wantedCapabilities } from './requirements.ts';
import { scoresOf } from './scores.ts';
import { weighing } from './weighted-strategy.ts';

const balanced = weighing({ quality: 0.3, cost: 0.3, speed: 0.25, reliability: 0.15 }, { valueByQuality: true });

/** Share of what the call wants (needs and preferences) that the model offers; quality decides among equals. */
const capabilityMatch: RoutingStrategy = (call, candidates) => {
  const wanted = [...wantedCapabilities(call)];
  const scores = scoresOf(candidates);
  return candidates
    .map((candidate, index): Ranked => {
      const offered = wanted.filter((capability) => candidate.card.capabilities.has(capability));
      const match = wanted.length === 0 ? 1 : offered.length / wanted.length;
      const { quality } = scores[index]!;
      return {
        id: candidate.id,
        score: 0.8 * match + 0.2 * quality,
        scores: { match, ...scores[index]! },
        reason: wanted.length === 0 ? `nothing special wanted, quality ${quality.toFixed(2)}` : `offers ${offered.length} of ${wanted.length}: ${wanted.join(', ')}`,
      };
    })
    .sort((a, b) => b.score - a.score);
};

/**
 * Power of two choices: of two candidates drawn at random the less loaded one, by requests in flight times the decaying
 * average latency. (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001.)
 */
const leastLoaded: RoutingStrategy = (_call, candidates, { draw }) => {
  const count = candidates.length;
  const loads = candidates.map(({ signals, state }) => (signals.inFlight + (state?.queued ?? 0) + 1) * (signals.latencyMs ?? 1));
  const pair = Math.floor(draw * count * Math.max(1, count - 1));
  const first = count === 1 ? 0 : Math.floor(pair / (count - 1));
  const other = count === 1 ? 0 : pair % (count - 1);
  const second = count === 1 ? 0 : other + (other >= first ? 1 : 0);
  const winner = loads[first]! <= loads[second]! ? first : second;
  const highest = Math.max(...loads);
  return candidates
    .map((candidate, index) => ({
      id: candidate.id,
      score: index === winner ? 1 : 0.99 * (1 - loads[index]! / (highest + 1)),
      scores: { load: loads[index]! },
      reason: `${candidate.signals.inFlight} in flight, ${Math.round(candidate.signals.latencyMs ?? 0)} ms on average${index === first || index === second ? ', drawn' : ''}`,
    }))
    .sort((a, b) => b.score - a.score);
};

/** Share of traffic in proportion to the configured weights. */
const weighted: RoutingStrategy = (_call, candidates, { draw }) => {
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  let left = draw * total;
  const winner = Math.max(0, candidates.findIndex(({ weight }) => (left -= weight) < 0));
  return first(winner, candidates, ({ weight }) => weight / total, ({ weight }) => `weight ${weight} of ${total}`);
};

/** Lowest configured priority first; the others only when it fails. */
const priority: RoutingStrategy = (_call, candidates) =>
  candidates
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ id, priority }) => ({ id, score: 1 / (1 + Math.max(0, priority)), scores: {}, reason: `priority ${priority}` }));

const roundRobin: RoutingStrategy = (_call, candidates, { turn }) =>
  rotate(candidates, turn % candidates.length, (_candidate, position) => `turn ${turn}, place ${position}`);

const random: RoutingStrategy = (_call, candidates, { draw }) =>
  rotate(candidates, Math.floor(draw * candidates.length), () => `drawn ${draw.toFixed(3)}`);

function rotate(candidates: readonly Candidate[], start: number, reason: (candidate: Candidate, position: number) => string): Ranked[] {
  return [...candidates.slice(start), ...candidates.slice(0, start)].map((candidate, position) => ({
    id: candidate.id,
    score: 1 - position / candidates.length,
    scores: {},
    reason: reason(candidate, position),
  }));
}

/** The winner first, then the others by `share`. */
function first(winner: number, candidates: readonly Candidate[], share: (candidate: Candidate) => number, reason: (candidate: Candidate) => string): Ranked[] {
  return candidates
    .map((candidate, index) => ({
      id: candidate.id,
      score: index === winner ? 1 : 0.99 * share(candidate),
      scores: { share: share(candidate) },
      reason: reason(candidate) + (index === winner ? ', drawn' : ''),
    }))
    .sort((a, b) => b.score - a.score);
}

/** By the names that configurations and calls use. */
export const strategies = {
  balanced,
  'quality-first': weighing({ quality: 0.85, reliability: 0.09, speed: 0.03, cost: 0.03 }),
  'cost-optimized': weighing({ cost: 0.85, reliability: 0.09, quality: 0.04, speed: 0.02 }),
  'speed-priority': weighing({ speed: 0.85, reliability: 0.09, quality: 0.03, cost: 0.03 }),
  'reliability-first': weighing({ reliability: 0.91, speed: 0.03, quality: 0.03, cost: 0.03 }),
  'capability-match': capabilityMatch,
  'least-loaded': leastLoaded,
  weighted,
  priority,
  'round-robin': roundRobin,
  random,
} as const satisfies Record<string, RoutingStrategy>;

export type StrategyName = keyof typeof strategies;
export const defaultStrategy: StrategyName = 'balanced';
