import { z } from 'zod';

/** Byte-level byte-pair encoding as GPT-2 has it, which llama.cpp calls `gpt2` with the pre-tokenizer `gpt-2`. */
export interface Tokenizer {
  readonly vocabulary: readonly string[];
  readonly merges: readonly (readonly [left: string, right: string])[];
  readonly specials: readonly string[];
  encode(text: string): number[];
  decode(tokens: Iterable<number>): string;
}

/** What a tokenizer is made of; the file format of `tokenizer-parts.json`. */
export const TokenizerParts = z.object({
  vocabulary: z.array(z.string()),
  merges: z.array(z.tuple([z.string(), z.string()])).readonly(),
  specials: z.array(z.string()),
});
export type TokenizerParts = Pick<Tokenizer, 'vocabulary' | 'merges' | 'specials'>;

export const SPECIALS = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'] as const;

/** GPT-2's own split into words. */
const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** Each byte as one printable character: itself where it is printable, otherwise one from 256 on. */
const CHARACTER_OF_BYTE: readonly string[] = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCodePoint(printable ? byte : next++);
  });
})();
const BYTE_OF_CHARACTER = new Map(CHARACTER_OF_BYTE.map((character, byte) => [character, byte]));
/** GPT-2 lists the printable bytes first. */
const BYTE_TOKENS = [...CHARACTER_OF_BYTE].sort((left, right) => (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0));

const characters = (word: string): string[] => Array.from(new TextEncoder().encode(word), (byte) => CHARACTER_OF_BYTE[byte] as string);

/** Replaces each neighbouring `left`, `right` by their union. */
function merge(symbols: readonly string[], left: string, right: string): string[] {
  const merged: string[] = [];
  for (let at = 0; at < symbols.length; at++) {
    if (symbols[at] === left && symbols[at + 1] === right) {
      merged.push(left + right);
      at++;
    } else merged.push(symbols[at] as string);
  }
  return merged;
}

export function tokenizer({ vocabulary, merges, specials }: TokenizerParts): Tokenizer {
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const rankOf = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  const special = new RegExp(`(${specials.map((each) => each.replace(/[|\\{}()[\]^$+*?.]/g, '\\$&')).join('|')})`, 'g');
  const known = new Map<string, readonly number[]>();

  const encodeWord = (word: string): readonly number[] => {
    const cached = known.get(word);
    if (cached !== undefined) return cached;
    let symbols = characters(word);
    for (;;) {
      let best = -1;
      let bestRank = Infinity;
      for (let at = 0; at + 1 < symbols.length; at++) {
        const rank = rankOf.get(`${symbols[at] as string} ${symbols[at + 1] as string}`) ?? Infinity;
        if (rank < bestRank) [best, bestRank] = [at, rank];
      }
      if (best < 0) break;
      symbols = merge(symbols, symbols[best] as string, symbols[best + 1] as string);
    }
    const tokens = symbols.map((symbol) => idOf.get(symbol) as number);
    known.set(word, tokens);
    return tokens;
  };

  return {
    vocabulary,
    merges,
    specials,
    encode: (text) =>
      text
        .split(special)
        .flatMap((part) =>
          part === ''
            ? []
            : specials.includes(part)
              ? [idOf.get(part) as number]
              : [...part.matchAll(WORDS)].flatMap((word) => encodeWord(word[0])),
        ),
    decode: (tokens) => {
      const bytes: number[] = [];
      for (const token of tokens) {
        const text = vocabulary[token];
        if (text === undefined) throw new RangeError(`decode: expected a token below ${vocabulary.length}, found ${token}`);
        if (specials.includes(text)) bytes.push(...new TextEncoder().encode(text));
        else for (const character of text) bytes.push(BYTE_OF_CHARACTER.get(character) as number);
      }
      return new TextDecoder().decode(Uint8Array.from(bytes));
    },
  };
}

/** Learns merges from text until the vocabulary is full. Digits never merge, so that sums can be learned digit by digit. */
export function trainTokenizer(texts: Iterable<string>, vocabularySize: number): Tokenizer {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of text.matchAll(WORDS)) counts.set(word[0], (counts.get(word[0]) ?? 0) + 1);
  const words = [...counts].map(([word, count]) => ({ symbols: characters(word), count }));
  const pairs = new Map<string, { left: string; right: string; count: number; words: Set<number> }>();
  const digit = /[0-9]$|^[0-9]/;
  const tally = (index: number, sign: 1 | -1): void => {
    const { symbols, count } = words[index] as (typeof words)[number];
    for (let at = 0; at + 1 < symbols.length; at++) {
      const [left, right] = [symbols[at] as string, symbols[at + 1] as string];
      if (digit.test(left) || digit.test(right)) continue;
      const name = `${left} ${right}`;
      const pair = pairs.get(name) ?? { left, right, count: 0, words: new Set<number>() };
      pairs.set(name, pair);
      pair.count += sign * count;
      if (sign > 0) pair.words.add(index);
    }
  };
  words.forEach((_, index) => tally(index, 1));
  const merges: (readonly [string, string])[] = [];
  while (merges.length < vocabularySize - 256 - SPECIALS.length) {
    let best: [name: string, count: number] | undefined;
    for (const [name, { count }] of pairs)
      if (count > 1 && (best === undefined || count > best[1] || (count === best[1] && name < best[0]))) best = [name, count];
    if (best === undefined) break;
    const { left, right, words: where } = pairs.get(best[0]) as { left: string; right: string; words: Set<number> };
    merges.push([left, right]);
    for (const index of [...where]) {
      tally(index, -1);
      const word = words[index] as (typeof words)[number];
      word.symbols = merge(word.symbols, left, right);
      tally(index, 1);
    }
    pairs.delete(best[0]);
  }
  return tokenizer({
    vocabulary: [...SPECIALS, ...BYTE_TOKENS, ...merges.map(([left, right]) => left + right)],
    merges,
    specials: SPECIALS,
  });
}
