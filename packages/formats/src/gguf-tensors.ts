import { corrupt } from './corrupt.ts';
import { ggmlTypes } from './ggml-types.ts';
import type { HeaderCursor } from './header-cursor.ts';

export interface GgufTensor {
  readonly name: string;
  /** Fastest changing dimension first, as ggml counts them. */
  readonly shape: readonly number[];
  /** 'F16', 'Q4_K' ... */
  readonly type: string;
  /** From the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** A tensor as the header has it: its offset counts from the start of the data, which is known only later. */
export interface TensorEntry extends GgufTensor {
  /** Where in the header it stands. */
  readonly where: number;
  readonly items: number;
}

// GGML_MAX_NAME and GGML_MAX_DIMS
const nameBytes = 63;
const maxDimensions = 4;

export function readTensorEntry(cursor: HeaderCursor, file: string): TensorEntry {
  const where = cursor.position();
  const name = cursor.text('tensor name', cursor.count('length of a tensor name', nameBytes));
  const dimensions = cursor.u32(`dimensions of ${name}`);
  if (dimensions > maxDimensions) {
    throw corrupt(file, { what: `dimensions of ${name}`, where, expected: `at most ${maxDimensions}`, found: String(dimensions) });
  }
  const shape: number[] = [];
  let items = 1;
  for (let i = 0; i < dimensions; i++) {
    const length = cursor.count(`shape of ${name}`, Number.MAX_SAFE_INTEGER);
    shape.push(length);
    items *= length;
  }
  if (items === 0 || !Number.isSafeInteger(items)) {
    throw corrupt(file, { what: `shape of ${name}`, where, expected: 'a number of items that is positive and below 2^53', found: shape.join(' x ') });
  }
  const number = cursor.u32(`type of ${name}`);
  const type = ggmlTypes.get(number);
  if (type === undefined) {
    throw corrupt(file, { what: `type of ${name}`, where, expected: 'a tensor type known to this version of @llmrr/formats', found: String(number) });
  }
  const row = shape[0] ?? 1;
  if (row % type.blockItems !== 0) {
    throw corrupt(file, { what: `shape of ${name}`, where, expected: `rows divisible by ${type.blockItems} (${type.name})`, found: String(row) });
  }
  const offset = cursor.count(`offset of ${name}`, Number.MAX_SAFE_INTEGER);
  return { name, shape, type: type.name, offset, bytes: (items / type.blockItems) * type.blockBytes, where, items };
}

/** Every tensor must lie inside the file, aligned, under a name of its own, and share no byte with another. */
export function placeTensors(
  entries: readonly TensorEntry[],
  { file, dataStart, sizeBytes, alignment }: { file: string; dataStart: number; sizeBytes: number; alignment: number },
): GgufTensor[] {
  const names = new Set<string>();
  for (const { name, where, offset, bytes } of entries) {
    const what = `tensor ${name}`;
    if (names.has(name)) throw corrupt(file, { what, where, expected: 'a name used once', found: 'the same name twice' });
    names.add(name);
    if (offset % alignment !== 0) throw corrupt(file, { what, where, expected: `an offset divisible by ${alignment}`, found: String(offset) });
    if (dataStart + offset + bytes > sizeBytes) {
      throw corrupt(file, {
        what,
        where,
        expected: `data inside the file's ${sizeBytes} bytes`,
        found: `bytes ${dataStart + offset} to ${dataStart + offset + bytes} (the file is truncated, or its header is wrong)`,
      });
    }
  }
  const ordered = [...entries].sort((a, b) => a.offset - b.offset);
  for (const [index, entry] of ordered.entries()) {
    const before = ordered[index - 1];
    if (before && before.offset + before.bytes > entry.offset) {
      throw corrupt(file, { what: `tensor ${entry.name}`, where: entry.where, expected: 'data of its own', found: `data shared with ${before.name}` });
    }
  }
  return entries.map(({ name, shape, type, offset, bytes }) => ({ name, shape, type, offset: dataStart + offset, bytes }));
}
