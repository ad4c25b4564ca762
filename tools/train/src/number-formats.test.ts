import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeNumbers, encodeNumbers, float16Of, float16Value } from './number-formats.ts';

test('every half-precision number survives the way through float and back', () => {
  const numbers = Array.from({ length: 0x10000 }, (_, half) => half).filter((half) => !Number.isNaN(float16Value(half)));
  expect(numbers.length).toBe(0x10000 - 2 * 1023);
  expect(numbers.filter((half) => float16Of(float16Value(half)) !== half)).toEqual([]);
});

test('half precision rounds to the nearest number it has', () => {
  fc.assert(
    fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
      const found = float16Value(float16Of(value));
      expect(Math.abs(found - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
    }),
  );
  expect(float16Value(float16Of(1e6))).toBe(Infinity);
  expect(float16Of(NaN) & 0x7c00).toBe(0x7c00);
});

test('eight bits keep each number within half a step of its block', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 64, maxLength: 64 }), (values) => {
      const numbers = Float32Array.from(values);
      const found = decodeNumbers(encodeNumbers(numbers, 'Q8_0'), 'Q8_0');
      for (const [at, value] of numbers.entries()) {
        const block = numbers.subarray(at - (at % 32), at - (at % 32) + 32);
        const step = Math.max(...block.map(Math.abs)) / 127;
        expect(Math.abs((found[at] ?? NaN) - value)).toBeLessThanOrEqual(step * 0.57 + 1e-5); // the scale itself is rounded to half precision
      }
    }),
    { numRuns: 30 },
  );
});

test('floats and halves come back, and a broken block is refused', () => {
  const values = Float32Array.of(0, 1, -2.5, 0.125);
  expect(decodeNumbers(encodeNumbers(values, 'F32'), 'F32')).toEqual(values);
  expect(decodeNumbers(encodeNumbers(values, 'F16'), 'F16')).toEqual(values);
  expect(() => encodeNumbers(values, 'Q8_0')).toThrow('divisible by 32');
});
