import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tokenizer, TokenizerParts, trainTokenizer } from './tokenizer.ts';
import { tokenizerJson } from './hugging-face.ts';

const parts = TokenizerParts.parse(JSON.parse(readFileSync(new URL('../tokenizer-parts.json', import.meta.url), 'utf8')));
const shipped = tokenizer(parts);

test('any text comes back from its tokens', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const expected = new TextDecoder().decode(new TextEncoder().encode(text)); // lone surrogates have no bytes
      expect(shipped.decode(shipped.encode(text))).toBe(expected);
    }),
  );
});

test('special tokens are one token each, wherever they stand', () => {
  expect(shipped.encode('<|im_start|>user\nHi<|im_end|>\n').filter((token) => token < 3)).toEqual([1, 2]);
  expect(shipped.encode('<|endoftext|>')).toEqual([0]);
});

test('digits stay single tokens, so that sums can be learned digit by digit', () => {
  for (const learned of [
    shipped,
    trainTokenizer(
      Array.from({ length: 50 }, (_, at) => `19${at} 2024 2024 words words`),
      270,
    ),
  ])
    expect(learned.vocabulary.filter((token) => /[0-9]./.test(token) || /.[0-9]/.test(token))).toEqual([]);
});

test('training merges the most frequent neighbours first and stops at the size asked for', () => {
  const learned = trainTokenizer(['abab abab abab', 'abcd'], 262);
  expect(learned.vocabulary.length).toBe(262);
  expect(learned.merges[0]).toEqual(['a', 'b']);
  expect(learned.encode('abab').length).toBeLessThan(4);
  expect(learned.decode(learned.encode('abab, dcba'))).toBe('abab, dcba');
});

test('a token that is not in the vocabulary is refused', () => {
  expect(() => shipped.decode([99_999])).toThrow('expected a token below 1024, found 99999');
});

test('the Hugging Face form holds every token and every merge', () => {
  const { model } = tokenizerJson(parts) as { model: { vocab: Record<string, number>; merges: string[] } };
  expect(Object.keys(model.vocab).length).toBe(1024);
  expect(model.merges.length).toBe(parts.merges.length);
});
