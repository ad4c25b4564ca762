import type { Capability, ModelCard } from '@llmrr/core';

/** A complete card from the few fields that a test cares about; free, local and known to the last field. */
export function cardOf(id: string, capabilities: readonly Capability[], given: Partial<ModelCard> = {}): ModelCard {
  const [provider = 'scripted', name = id] = id.includes(':') ? [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)] : [];
  return {
    id,
    provider,
    name,
    locality: 'local',
    capabilities: new Set(capabilities),
    contextTokens: 8192,
    prices: { input: 0, output: 0, source: 'testing' },
    quality: null,
    ...given,
  };
}
