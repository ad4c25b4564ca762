import type { calcPrice as CalcPrice, findProvider as FindProvider, ModelInfo } from '@pydantic/genai-prices';
import type { Capability, Prices } from '../card.ts';
import { overrides, providerNames, type Override } from './overrides.ts';
import { capabilitiesOf, findCard, type PublishedCards } from './read-card.ts';
import { readPrices } from './read-prices.ts';

/** Published facts about a model. What nobody published is absent, or `null` where it matters. */
export interface CatalogueEntry {
  readonly provider: string;
  readonly name: string;
  readonly locality: 'local' | 'remote';
  /** `null`: unknown. Models that run here have no price by the token. */
  readonly prices: Prices | null;
  readonly contextTokens: number | null;
  readonly maxOutputTokens?: number;
  readonly capabilities?: ReadonlySet<Capability>;
  readonly parameters?: number;
  /** The vendor has retired it, or announced when. */
  readonly retired: boolean;
  /** '2026-10-23' */
  readonly retiresOn?: string;
  /** Where the figures come from. */
  readonly source: string;
}

/** Where the two libraries say something else about a price. */
export interface PriceDifference {
  readonly provider: string;
  readonly name: string;
  readonly field: 'input' | 'output';
  readonly genaiPrices: number;
  readonly tokenlens: number;
  /** Of the larger one. */
  readonly share: number;
}

export interface Catalogue {
  /** At a moment in milliseconds since 1970, since prices change. */
  find(provider: string, name: string, atWallMs?: number): CatalogueEntry | undefined;
  /** Without a provider, or with one in front ('openai:gpt-4'): the names that people write. */
  lookup(name: string, atWallMs?: number): CatalogueEntry | undefined;
  /** Prices of today that differ by more than this share, largest first. */
  differences(options?: { readonly moreThan?: number; readonly atWallMs?: number }): readonly PriceDifference[];
}

export interface CatalogueSources {
  readonly calcPrice: typeof CalcPrice;
  readonly findProvider: typeof FindProvider;
  readonly cards: PublishedCards;
  readonly now?: () => number;
}

/** Who sells models of their own making, asked in this order for a name that does not say whose it is. */
const makers = ['openai', 'anthropic', 'google', 'mistral', 'deepseek', 'cohere', 'xai'];

/** Prices as their library reports itself; a test holds it to the installed version. */
export const pricesSource = 'genai-prices 0.1.8';
export const cardsSource = 'tokenlens 1.3.1';

/** Prices come from genai-prices, windows and capabilities from tokenlens, and what is wrong or missing there from our overrides. */
export function catalogue({ calcPrice, findProvider, cards, now = Date.now }: CatalogueSources): Catalogue {
  const byName = new Map<string, Override>();
  const byProvider = new Map<string, Override>();
  for (const override of overrides) {
    for (const name of [override.name, ...(override.also ?? [])]) {
      byProvider.set(`${override.provider}:${name}`, override);
      byName.set(name.toLowerCase(), override);
    }
  }

  const published = (provider: string, name: string, atWallMs: number): { readonly model: ModelInfo; readonly prices: Prices | null } | undefined => {
    const known = Object.hasOwn(providerNames, provider) ? providerNames[provider]!.prices : undefined;
    if (known === undefined) return undefined;
    const found = calcPrice({}, name, { providerId: known, timestamp: new Date(atWallMs) });
    return found ? { model: found.model, prices: readPrices(found.model_price, pricesSource) } : undefined;
  };

  const find: Catalogue['find'] = (provider, name, atWallMs = now()) => {
    const override = byProvider.get(`${provider}:${name}`);
    const wanted = override?.name ?? name;
    const price = published(provider, wanted, atWallMs);
    const place = Object.hasOwn(providerNames, provider) ? providerNames[provider]!.cards : undefined;
    const card = place === undefined || !Object.hasOwn(cards, place) ? undefined : findCard(cards[place]!.models, wanted);
    if (!override && !price && !card) return undefined;
    const { cost, limit } = card ?? {};
    const secondPrices = cost?.input !== undefined && cost.output !== undefined ? { input: cost.input, output: cost.output, source: cardsSource } : null;
    const maxOutputTokens = override?.maxOutputTokens ?? limit?.output;
    const capabilities = override?.capabilities ?? (card && capabilitiesOf(card));
    return {
      provider,
      name: wanted,
      locality: override?.locality ?? 'remote',
      prices: override?.prices ?? price?.prices ?? secondPrices,
      contextTokens: override?.contextTokens ?? (limit?.context || null) ?? price?.model.context_window ?? null,
      ...(maxOutputTokens && { maxOutputTokens }),
      ...(capabilities && { capabilities: new Set(capabilities) }),
      ...(override?.parameters !== undefined && { parameters: override.parameters }),
      retired: override?.retiresOn !== undefined || price?.model.deprecated === true,
      ...(override?.retiresOn !== undefined && { retiresOn: override.retiresOn }),
      source: [override?.source, price && pricesSource, card && cardsSource].filter((one) => one !== undefined).join('; '),
    };
  };

  return {
    find,
    lookup(name, atWallMs) {
      const local = /^local:/i.exec(name);
      const bare = local ? name.slice(local[0].length) : name;
      const override = byName.get(bare.toLowerCase());
      if (override) return find(override.provider, override.name, atWallMs);
      const colon = name.indexOf(':');
      if (colon > 0) {
        const entry = find(name.slice(0, colon).toLowerCase(), name.slice(colon + 1), atWallMs);
        if (entry) return entry;
      }
      const provider = findProvider({ modelId: name })?.id;
      const ours = Object.entries(providerNames).find(([, { prices }]) => prices !== undefined && prices === provider)?.[0];
      if (ours !== undefined) return find(ours, name, atWallMs);
      const owner = makers.find((one) => published(one, name, atWallMs ?? now())?.model.id === name);
      return owner === undefined ? undefined : find(owner, name, atWallMs);
    },
    differences({ moreThan = 0.01, atWallMs = now() } = {}) {
      const found: PriceDifference[] = [];
      for (const [provider, { cards: place }] of Object.entries(providerNames)) {
        if (place === undefined || !Object.hasOwn(cards, place)) continue;
        for (const { id, cost } of Object.values(cards[place]!.models)) {
          const prices = published(provider, id, atWallMs)?.prices;
          if (!prices || !cost) continue;
          for (const field of ['input', 'output'] as const) {
            const second = cost[field];
            if (second === undefined) continue;
            const larger = Math.max(prices[field], second);
            const share = larger === 0 ? 0 : Math.abs(prices[field] - second) / larger;
            if (share > moreThan) found.push({ provider, name: id, field, genaiPrices: prices[field], tokenlens: second, share });
          }
        }
      }
      return found.sort((a, b) => b.share - a.share);
    },
  };
}
