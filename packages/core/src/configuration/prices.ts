import { convertUnit, type AliasUnit } from '../aliases/index.ts';
import { parsePrice } from '../money.ts';
import { isTree } from './plain-copy.ts';

const names: Readonly<Record<string, string>> = {
  prompt: 'input',
  completion: 'output',
  inputPrice: 'input',
  outputPrice: 'output',
  cached_input: 'cachedInput',
  cacheRead: 'cachedInput',
  cache_read: 'cachedInput',
  cache_write: 'cacheWrite',
};

/** Prices as people write them, in US dollars per million tokens: one for both ways, or an object; numbers, or text such as '$0.002/1K tokens'. */
export function convertPrices(value: unknown, unit: AliasUnit | undefined): unknown {
  if (typeof value === 'number' || typeof value === 'string') {
    const rate = rateOf(value, unit);
    return { input: rate, output: rate };
  }
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = Object.hasOwn(names, key) ? names[key]! : key;
      return [name, name === 'tiers' || name === 'source' ? inner : rateOf(inner, unit)];
    }),
  );
}

function rateOf(value: unknown, unit: AliasUnit | undefined): unknown {
  if (typeof value === 'string') return parsePrice(value);
  return unit && typeof value === 'number' ? convertUnit(value, unit, 'prices') : value;
}
