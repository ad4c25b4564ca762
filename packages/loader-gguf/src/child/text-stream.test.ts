import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { textStream } from './text-stream.js';

/** Tokens that are bytes: the worst case, every character of more than one byte is cut. */
const byBytes = (tokens: readonly number[]) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(tokens));

function run(text: string, stops: readonly string[]) {
  const stream = textStream({ decode: byBytes, stops });
  const pieces: string[] = [];
  for (const byte of new TextEncoder().encode(text)) {
    const { text: piece, stop } = stream.push(byte);
    pieces.push(piece);
    if (stop !== undefined) return { text: pieces.join(''), pieces, stop };
  }
  pieces.push(stream.end().text);
  return { text: pieces.join(''), pieces, stop: undefined };
}

test('text comes out as it was decoded, whole characters at a time, wherever tokens cut it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\uFFFD', '?')), (text) => {
      const { text: out, pieces } = run(text, []);
      expect(out).toBe(text);
      expect(pieces.every((piece) => !piece.includes('\uFFFD'))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('the answer ends before the first stop sequence, and nothing of it is ever sent', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\n') });
  fc.assert(
    fc.property(letters, fc.array(letters.filter((stop) => stop !== ''), { maxLength: 3 }), (text, stops) => {
      const { text: out, stop } = run(text, stops);
      // The first character at which any stop sequence is complete decides.
      let expected: string | undefined;
      for (let end = 1; end <= text.length && expected === undefined; end++) {
        const found = stops.map((candidate) => text.slice(0, end).indexOf(candidate)).filter((index) => index >= 0);
        if (found.length > 0) expected = text.slice(0, Math.min(...found));
      }
      expect(out).toBe(expected ?? text);
      expect(stop === undefined).toBe(expected === undefined);
    }),
    { numRuns: 3000 },
  );
});

test('text waits only as long as it may become a stop sequence', () => {
  const { pieces } = run('abcX', ['bcd']);
  expect(pieces).toEqual(['a', '', '', 'bcX', '']);
});

test('bytes that never become a character are shown as what they are', () => {
  const stream = textStream({ decode: byBytes, stops: [] });
  expect(stream.push(0xe2).text).toBe('');
  expect(stream.push(0x28).text).toBe('\uFFFD(');
  expect(stream.push(0xf0).text).toBe('');
  expect(stream.end().text).toBe('\uFFFD');
});

test('log-probabilities leave with the text of their token, and those behind a stop sequence not at all', () => {
  const stream = textStream({ decode: byBytes, stops: ['bc'] });
  const push = (letter: string) => stream.push(letter.charCodeAt(0), { token: letter, logprob: -1 });
  expect(push('a')).toMatchObject({ text: 'a', logprobs: [{ token: 'a' }] });
  expect(push('b')).toEqual({ text: '', logprobs: [] });
  expect(push('d')).toMatchObject({ text: 'bd', logprobs: [{ token: 'b' }, { token: 'd' }] });
  expect(push('b')).toEqual({ text: '', logprobs: [] });
  expect(push('c')).toEqual({ text: '', logprobs: [], stop: 'bc' });
});

test('spaces that the template does not want at the beginning are not part of the answer', () => {
  const ignored = [' ', '  ', '\n'];
  const begin = (text: string) => {
    const stream = textStream({ decode: byBytes, stops: ['!'], ignored });
    return [...new TextEncoder().encode(text)].map((byte) => stream.push(byte).text).join('') + stream.end().text;
  };
  expect(begin('  a b')).toBe('a b');
  expect(begin('   a')).toBe(' a');
  expect(begin('\na ')).toBe('a ');
  expect(begin('a')).toBe('a');
  expect(begin('  ')).toBe('');
});
