import type { ModelCard } from '../card.ts';
// Placeholder until the catalogue is written (minutes).
export function qualityPrior(card: ModelCard): number | null {
  return card.quality;
}
