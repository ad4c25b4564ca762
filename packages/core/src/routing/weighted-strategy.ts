import type { RoutingStrategy } from '../strategy.ts';
import { scoresOf, type Scores } from './scores.ts';

export interface Weights {
  readonly quality?: number;
  readonly cost?: number;
  readonly speed?: number;
  readonly reliability?: number;
}

export interface WeighingOptions {
  /** Cheapness and speed count in proportion to quality: a wrong answer is worth little, however cheap and fast it is. */
  readonly valueByQuality?: boolean;
}

/** Ranks by a weighted mean of the four scores; the weights need not sum to 1. Ties go to the earlier candidate. */
export function weighing({ quality = 0, cost = 0, speed = 0, reliability = 0 }: Weights, { valueByQuality = false }: WeighingOptions = {}): RoutingStrategy {
  const total = quality + cost + speed + reliability || 1;
  const worth = (scores: Scores): number => (scores.cost * cost + scores.speed * speed) * (valueByQuality ? scores.quality : 1);
  return (_call, candidates) =>
    scoresOf(candidates)
      .map((scores, index) => ({
        id: candidates[index]!.id,
        score: (scores.quality * quality + worth(scores) + scores.reliability * reliability) / total,
        scores: { ...scores },
        reason: `quality ${figure(scores.quality)}, cost ${figure(scores.cost)}, speed ${figure(scores.speed)}, reliability ${figure(scores.reliability)}`,
      }))
      .sort((a, b) => b.score - a.score);
}

/** Two decimals, without the cost of toFixed: this runs for every candidate of every request. */
function figure(value: number): string {
  const hundredths = Math.round(value * 100);
  return hundredths >= 100 ? '1.00' : hundredths < 10 ? `0.0${hundredths}` : `0.${hundredths}`;
}
