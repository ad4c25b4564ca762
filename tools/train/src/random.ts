/** A seeded stream of chance: the same seed gives the same corpus on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole number between both ends, ends included. */
  integer(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** `count` different items, in random order. */
  sample<T>(from: readonly T[], count: number): T[];
}

/** Marsaglia's xorshift32. */
export function random(seed: number): Random {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError('pick: expected at least one item, found an empty list');
    return from[integer(0, from.length - 1)] as T;
  };
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick,
    sample: (from, count) => {
      const rest = [...from];
      return Array.from({ length: Math.min(count, rest.length) }, () => rest.splice(integer(0, rest.length - 1), 1)[0] as never);
    },
  };
}
