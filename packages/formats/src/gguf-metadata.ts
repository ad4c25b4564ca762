import { corrupt } from './corrupt.ts';
import type { HeaderCursor } from './header-cursor.ts';

/** An array too long to keep (the vocabulary, the merges): only what it holds and how many. */
export interface SkippedArray {
  readonly skipped: true;
  readonly type: GgufValueType;
  readonly count: number;
}
export type GgufValue = number | bigint | boolean | string | readonly GgufValue[] | SkippedArray;

/** In the order of their numbers in the file. */
export const ggufValueTypes = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'bool', 'string', 'array', 'u64', 'i64', 'f64'] as const;
export type GgufValueType = (typeof ggufValueTypes)[number];

const fixedBytes: Readonly<Partial<Record<GgufValueType, number>>> = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, bool: 1, u64: 8, i64: 8, f64: 8 };

export interface MetadataLimits {
  readonly keyBytes: number;
  readonly stringBytes: number;
  readonly arrayItems: number;
  /** Arrays inside arrays. */
  readonly depth: number;
  /** Longer arrays are stepped over and reported as `SkippedArray`. */
  readonly keepItems: number;
}

/** One `key = value` of the header. */
export function readMetadataEntry(cursor: HeaderCursor, file: string, limits: MetadataLimits): [key: string, value: GgufValue] {
  const key = cursor.text('metadata key', cursor.count('length of a metadata key', limits.keyBytes));
  return [key, readValue(readType(key), key, 0)];

  function readType(what: string): GgufValueType {
    const where = cursor.position();
    const number = cursor.u32(`type of ${what}`);
    const type = ggufValueTypes[number];
    if (type === undefined) throw corrupt(file, { what: `type of ${what}`, where, expected: `0 to ${ggufValueTypes.length - 1}`, found: String(number) });
    return type;
  }

  function readValue(type: GgufValueType, what: string, depth: number): GgufValue {
    if (type === 'array') return readArray(what, depth + 1);
    if (type === 'string') return cursor.text(what, cursor.count(`length of ${what}`, limits.stringBytes));
    if (type === 'bool') return cursor.u8(what) !== 0;
    return cursor[type](what);
  }

  function readArray(what: string, depth: number): GgufValue {
    const where = cursor.position();
    if (depth > limits.depth) throw corrupt(file, { what, where, expected: `arrays nested at most ${limits.depth} deep`, found: 'deeper' });
    const type = readType(`the items of ${what}`);
    const count = cursor.count(`length of ${what}`, limits.arrayItems);
    if (count <= limits.keepItems) return Array.from({ length: count }, () => readValue(type, what, depth));
    const bytes = fixedBytes[type];
    if (bytes !== undefined) cursor.skip(what, bytes * count);
    else if (type === 'string') {
      for (let i = 0; i < count; i++) cursor.skip(what, cursor.count(`length of an item of ${what}`, limits.stringBytes));
    } else {
      for (let i = 0; i < count; i++) readValue(type, what, depth);
    }
    return { skipped: true, type, count };
  }
}
