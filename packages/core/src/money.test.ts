import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Prices } from './card.ts';
import { costOf, parsePrice, picodollarsToUsd, usdToPicodollars } from './money.ts';

const prices: Prices = { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 };

test('a cost is catalogue price times tokens, cached and written ones at their own rate', () => {
  expect(costOf(prices, { inputTokens: 1000, outputTokens: 100 })).toBe(1000n * 3_000_000n + 100n * 15_000_000n);
  expect(costOf(prices, { inputTokens: 1000, outputTokens: 0, cachedInputTokens: 900, cacheWriteTokens: 50 })).toBe(50n * 3_000_000n + 900n * 300_000n + 50n * 3_750_000n);
  expect(picodollarsToUsd(costOf({ input: 0.5, output: 1.5 }, { inputTokens: 1_000, outputTokens: 333 })!)).toBe(0.0009995);
});

test('tokens from the cache without a rate of their own are charged as input, never less', () => {
  expect(costOf({ input: 3, output: 15 }, { inputTokens: 10, outputTokens: 0, cachedInputTokens: 8 })).toBe(30_000_000n);
});

test('the tier that the input reaches holds for the whole answer', () => {
  const tiered: Prices = { input: 1, output: 2, tiers: [{ fromInputTokens: 200_001, input: 2, output: 3 }, { fromInputTokens: 500_000, input: 4, output: 6 }] };
  expect(costOf(tiered, { inputTokens: 200_000, outputTokens: 1 })).toBe(200_000n * 1_000_000n + 2_000_000n);
  expect(costOf(tiered, { inputTokens: 200_001, outputTokens: 1 })).toBe(200_001n * 2_000_000n + 3_000_000n);
  expect(costOf(tiered, { inputTokens: 500_000, outputTokens: 1 })).toBe(500_000n * 4_000_000n + 6_000_000n);
});

test('an unknown price and counts that make no sense cost null, not zero', () => {
  expect(costOf(null, { inputTokens: 1, outputTokens: 1 })).toBeNull();
  for (const inputTokens of [-1, 0.5, NaN, Infinity]) expect(costOf(prices, { inputTokens, outputTokens: 1 })).toBeNull();
  expect(costOf({ input: NaN, output: 1 }, { inputTokens: 1, outputTokens: 1 })).toBeNull();
  expect(costOf({ input: -1, output: 1 }, { inputTokens: 1, outputTokens: 1 })).toBeNull();
});

const tokens = fc.oneof(fc.nat(2_000_000), fc.maxSafeNat());
/** A rate as the digits somebody wrote: numerator over ten to the decimals. */
const rate = fc.tuple(fc.nat(999_999_999), fc.integer({ min: 0, max: 15 })).map(([digits, decimals]) => ({ digits: BigInt(digits), decimals, value: Number(`${digits}e-${decimals}`) }));

test('the sum is exact: it equals the rational number of the written decimals, rounded up once', () => {
  fc.assert(
    fc.property(tokens, tokens, fc.nat(1_000), fc.nat(1_000), rate, rate, rate, rate, (plain, outputTokens, cachedInputTokens, cacheWriteTokens, input, output, cachedInput, cacheWrite) => {
      const inputTokens = plain + cachedInputTokens + cacheWriteTokens;
      fc.pre(Number.isSafeInteger(inputTokens));
      const cost = costOf(
        { input: input.value, output: output.value, cachedInput: cachedInput.value, cacheWrite: cacheWrite.value },
        { inputTokens, outputTokens, cachedInputTokens, cacheWriteTokens },
      );
      // Over the common denominator of 10^15 dollars per million tokens.
      const parts: readonly (readonly [number, typeof input])[] = [[plain, input], [outputTokens, output], [cachedInputTokens, cachedInput], [cacheWriteTokens, cacheWrite]];
      let numerator = 0n;
      for (const [count, { digits, decimals }] of parts) numerator += BigInt(count) * digits * 10n ** BigInt(15 - decimals) * 1_000_000n;
      const denominator = 10n ** 15n;
      expect(cost).toBe((numerator + denominator - 1n) / denominator);
    }),
    { numRuns: 2_000 },
  );
});

test('a dollar amount goes to picodollars and back unchanged', () => {
  expect(usdToPicodollars(0.01)).toBe(10_000_000_000n);
  expect(usdToPicodollars(-1.5)).toBe(-1_500_000_000_000n);
  fc.assert(
    fc.property(fc.nat(1_000_000_000), fc.integer({ min: 0, max: 12 }), (digits, decimals) => {
      const usd = Number(`${digits}e-${decimals}`);
      expect(usdToPicodollars(usd)).toBe(BigInt(digits) * 10n ** BigInt(12 - decimals));
      expect(picodollarsToUsd(usdToPicodollars(usd))).toBe(usd);
    }),
  );
  expect(() => usdToPicodollars(NaN)).toThrow('US dollars');
});

test.each([
  ['$0.002/1K tokens', 2],
  ['$0.03 / 1k tokens', 30],
  ['$2 per million tokens', 2],
  ['0.15/1M tokens', 0.15],
  ['$0.60 per 1M output tokens', 0.6],
  ['USD 5/MTok', 5],
  ['$0.000002/token', 2],
  ['$1.5 per 500K tokens', 3],
  ['free', 0],
])('the price "%s" is %d dollars per million tokens [S1-060]', (text, expected) => {
  expect(parsePrice(text)).toBe(expected);
});

test.each(['', '$0.002', 'cheap', '€2/1M tokens', '$2/0 tokens', '$2/', '-1/1K tokens', '$1e9/1K tokens'])('"%s" is no price and is refused with an example [S1-060]', (text) => {
  expect(() => parsePrice(text)).toThrow('expected a price such as "$0.002/1K tokens"');
});

test('parsing a price never fails with anything but our own error', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(parsePrice(text)).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid-config' });
      }
    }),
  );
});
