import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { qualityPrior } from './quality-prior.ts';

const unknown = { prices: null, locality: 'local' } as const;

test('a larger local model is expected to be better, a two-bit one worse', () => {
  expect(qualityPrior({ ...unknown, parameters: 1e9 })).toBe(0.25);
  expect(qualityPrior({ ...unknown, parameters: 7e9 })).toBe(0.461);
  expect(qualityPrior({ ...unknown, parameters: 7e10 })).toBe(0.711);
  expect(qualityPrior({ ...unknown, parameters: 7e9, quantization: 'Q4_K_M' })).toBe(0.461);
  expect(qualityPrior({ ...unknown, parameters: 7e9, quantization: 'IQ2_XS' })).toBe(0.392);
  expect(qualityPrior({ ...unknown, parameters: 7e9, quantization: 'Q3_K' })).toBe(0.429);
});

test('a dearer model is expected to be better, with size as a second opinion', () => {
  const remote = (input: number, output: number, parameters?: number) => qualityPrior({ prices: { input, output }, locality: 'remote', ...(parameters !== undefined && { parameters }) });
  expect(remote(0.1, 0.1)).toBe(0.35);
  expect(remote(1, 1)).toBe(0.6);
  expect(remote(10, 10)).toBe(0.85);
  expect(remote(0.15, 0.6)!).toBeLessThan(remote(2.5, 10)!);
  expect(remote(1, 1, 7e9)).toBe(0.531);
});

test('nothing known gives no guess, and a price of nothing says nothing', () => {
  expect(qualityPrior(unknown)).toBeNull();
  expect(qualityPrior({ prices: { input: 0, output: 0 }, locality: 'remote' })).toBeNull();
  expect(qualityPrior({ prices: { input: 1, output: 1 }, locality: 'local' })).toBeNull();
});

test('it is always within its bounds', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e15, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }), fc.string(), (parameters, price, quantization) => {
      const quality = qualityPrior({ parameters, quantization, prices: { input: price, output: price }, locality: 'remote' })!;
      expect(quality).toBeGreaterThanOrEqual(0.02);
      expect(quality).toBeLessThanOrEqual(0.95);
    }),
  );
});
