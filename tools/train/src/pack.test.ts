import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pack } from './pack.ts';

test('packing loses no token, splits no conversation and fills no row beyond its width', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 33 }), { maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (lengths, openRows) => {
      // Each document is its own number, repeated, so that a split or a mix would show.
      const documents = lengths.map((length, at) => ({
        tokens: Array<number>(length).fill(at + 1),
        weights: Array<number>(length).fill(10),
      }));
      const { count, tokens, weights, width } = pack(documents, 32, openRows);
      expect(tokens.length).toBe(count * (width + 1));
      expect([...tokens].filter((token) => token > 0).length).toBe(lengths.reduce((sum, length) => sum + length, 0));
      expect([...weights].every((weight, at) => weight === ((tokens[at] ?? 0) > 0 ? 10 : 0))).toBe(true);
      for (const [at, length] of lengths.entries()) {
        const first = tokens.indexOf(at + 1);
        expect(tokens.lastIndexOf(at + 1) - first).toBe(length - 1);
        expect(Math.floor(first / 33)).toBe(Math.floor((first + length - 1) / 33));
      }
    }),
  );
});

test('a conversation longer than a row is refused', () => {
  expect(() => pack([{ tokens: Array<number>(34).fill(1), weights: Array<number>(34).fill(1) }], 32)).toThrow(
    'at most 33 tokens, found 34',
  );
});
