import type { ModelCard } from '../card.ts';

/** What a router can do: whatever one of its models can. */
export function bestCard(id: string, cards: readonly ModelCard[]): ModelCard {
  const windows = cards.flatMap(({ contextTokens }) => contextTokens ?? []);
  return {
    id,
    provider: 'llmrr',
    name: id,
    locality: cards.every(({ locality }) => locality === 'local') ? 'local' : 'remote',
    capabilities: new Set(cards.flatMap(({ capabilities }) => [...capabilities])),
    contextTokens: windows.length === 0 ? null : Math.max(...windows),
    prices: null,
    quality: null,
  };
}
