import type { Prices } from './card.ts';
import { LlmrrError } from './error.ts';
import type { Usage } from './part.ts';

/** One US dollar. One dollar per million tokens is a million picodollars per token, so published prices are whole numbers. */
export const picodollarsPerUsd = 1_000_000_000_000n;

/**
 * What an answer costs in picodollars, exactly; a fraction of a picodollar is rounded up. The rates of the highest tier
 * that the input tokens reach hold for the whole answer. Cached and written tokens without a rate of their own are charged
 * as input. `null`: the price is unknown, or the counts make no sense (negative, not whole).
 */
export function costOf(prices: Prices | null, usage: Usage): bigint | null {
  if (!prices) return null;
  const { inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteTokens = 0 } = usage;
  if (!isCount(inputTokens) || !isCount(outputTokens) || !isCount(cachedInputTokens) || !isCount(cacheWriteTokens)) return null;
  let rates: Rates = prices;
  for (const tier of prices.tiers ?? []) {
    if (inputTokens < tier.fromInputTokens) break;
    rates = tier;
  }
  const { input, output, cachedInput = input, cacheWrite = input } = rates;
  // A vendor that counts more cached than total tokens is charged as it counted; the rest is not negative.
  const plainTokens = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
  return costOfParts([
    [plainTokens, input],
    [cachedInputTokens, cachedInput],
    [cacheWriteTokens, cacheWrite],
    [outputTokens, output],
  ]);
}

interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
}

function costOfParts(parts: readonly (readonly [tokens: number, usdPerMillionTokens: number])[]): bigint | null {
  let total = 0n;
  let rest: { readonly value: bigint; readonly decimals: number } | undefined;
  for (const [tokens, rate] of parts) {
    if (!Number.isFinite(rate) || rate < 0) return null;
    if (tokens === 0) continue;
    const perToken = Math.round(rate * 1e6);
    if (perToken / 1e6 === rate && perToken <= Number.MAX_SAFE_INTEGER) {
      total += BigInt(tokens) * BigInt(perToken);
      continue;
    }
    const { digits, decimals } = decimal(rate);
    // Tokens times dollars per million tokens: six decimals of a dollar rate are whole picodollars per token.
    const scale = Math.max(0, decimals - 6);
    const value = BigInt(tokens) * digits * 10n ** BigInt(Math.max(0, 6 - decimals));
    rest = rest ? sum(rest, { value, decimals: scale }) : { value, decimals: scale };
  }
  if (!rest) return total;
  const unit = 10n ** BigInt(rest.decimals);
  return total + (rest.value + unit - 1n) / unit;
}

function sum(a: { value: bigint; decimals: number }, b: { value: bigint; decimals: number }) {
  const decimals = Math.max(a.decimals, b.decimals);
  return { decimals, value: a.value * 10n ** BigInt(decimals - a.decimals) + b.value * 10n ** BigInt(decimals - b.decimals) };
}

/** The shortest decimal that reads back as this number, which is the one its author wrote. */
function decimal(value: number): { readonly digits: bigint; readonly decimals: number } {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const decimals = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return decimals >= 0 ? { digits, decimals } : { digits: digits * 10n ** BigInt(-decimals), decimals: 0 };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The nearest double; past 2^53 the division would round twice, so the text is read instead. */
export function picodollarsToUsd(picodollars: bigint): number {
  const value = Number(picodollars);
  return Number.isSafeInteger(value) ? value / 1e12 : Number(`${picodollars}e-12`);
}

/** The other way, for limits that people write; rounded to the next picodollar. */
export function usdToPicodollars(usd: number): bigint {
  if (!Number.isFinite(usd)) throw new LlmrrError('invalid-request', `expected an amount in US dollars, received ${usd}`);
  const { digits, decimals } = decimal(Math.abs(usd));
  const unit = 10n ** BigInt(Math.max(0, decimals - 12));
  const picodollars = (digits * 10n ** BigInt(Math.max(0, 12 - decimals)) + unit / 2n) / unit;
  return usd < 0 ? -picodollars : picodollars;
}

const priceText = /^(?:USD\s*)?\$?\s*(\d+(?:\.\d+)?|\.\d+)\s*(?:USD|dollars?)?\s*(?:\/|per)\s*(\d+(?:\.\d+)?)?\s*(k|thousand|m|mm|million)?\s*(?:(?:input|output|prompt|completion)\s+)?(?:tokens?|tok)?$/i;
const multiples: Readonly<Record<string, number>> = { k: 3, thousand: 3, m: 6, mm: 6, million: 6 };

/** US dollars per million tokens out of a price as people write it: '$0.002/1K tokens' is 2. Throws `invalid-config`. */
export function parsePrice(text: string): number {
  const written = text.trim();
  if (/^free$/i.test(written)) return 0;
  const match = written.length > 100 ? null : priceText.exec(written);
  const [, amount = '', count = '1', multiple] = match ?? [];
  const perTokens = Number(count) * 10 ** (multiple ? multiples[multiple.toLowerCase()]! : 0);
  if (!match || perTokens === 0 || (multiple === undefined && match[2] === undefined && !/tok/i.test(text))) {
    throw new LlmrrError('invalid-config', `expected a price such as "$0.002/1K tokens", found ${JSON.stringify(text.slice(0, 60))}`);
  }
  // Shifting the decimal point of the text keeps 0.002 per 1K exactly 2 per million.
  const shift = 6 - Math.log10(perTokens);
  return Number.isInteger(shift) ? Number(`${amount}e${shift}`) : (Number(amount) * 1e6) / perTokens;
}
