import type { ModelPrice } from '@pydantic/genai-prices';
import type { Prices } from '../card.ts';

type Price = ModelPrice[string];
const names = { input: 'input_mtok', output: 'output_mtok', cachedInput: 'cache_read_mtok', cacheWrite: 'cache_write_mtok' } as const;

/** Token prices in our shape; `null` when the model is not sold by the token. Fees per request, search or hour of audio are not in it. */
export function readPrices(price: ModelPrice, source: string): Prices | null {
  const { input_mtok: input, output_mtok: output } = price;
  if (input === undefined) return null;
  // What has no output (an embedding) has no output price.
  const at = (tokens: number) => {
    const cachedInput = rateAt(price[names.cachedInput], tokens);
    const cacheWrite = rateAt(price[names.cacheWrite], tokens);
    return { input: rateAt(input, tokens)!, output: rateAt(output, tokens) ?? 0, ...(cachedInput !== undefined && { cachedInput }), ...(cacheWrite !== undefined && { cacheWrite }) };
  };
  const starts = [...new Set(Object.values(names).flatMap((name) => tiersOf(price[name]).map(({ start }) => start)))].sort((a, b) => a - b);
  // There a tier begins behind its mark, here at it.
  const tiers = starts.map((start) => ({ fromInputTokens: start + 1, ...at(start + 1) }));
  return { ...at(0), ...(tiers.length > 0 && { tiers }), source };
}

function tiersOf(price: Price): readonly { readonly start: number; readonly price: number }[] {
  return typeof price === 'object' ? price.tiers : [];
}

function rateAt(price: Price, tokens: number): number | undefined {
  if (typeof price !== 'object') return price;
  let rate = price.base;
  for (const tier of price.tiers) if (tokens > tier.start) rate = tier.price;
  return rate;
}
