import { corrupt } from './corrupt.ts';
import type { RandomAccess } from './random-access.ts';

const firstStepBytes = 64 * 1024;
/** Thrown inside to say "the bytes are in the file, but not read yet"; never leaves `item`. */
const unread = Symbol('unread');

/** Little-endian reader over the head of a file, which reads on in doubling steps only as far as it is asked to. */
export interface HeaderCursor {
  /** Byte offset of the next value. */
  position(): number;
  /** How much of the file was read so far. */
  bytesRead(): number;
  /** Runs a parser of one item; runs it again from the item's start when it needed bytes not read yet. */
  item<T>(parse: () => T): Promise<T>;
  u8(what: string): number;
  u16(what: string): number;
  u32(what: string): number;
  /** A number where it is safe, else a bigint. */
  u64(what: string): number | bigint;
  i8(what: string): number;
  i16(what: string): number;
  i32(what: string): number;
  i64(what: string): number | bigint;
  f32(what: string): number;
  f64(what: string): number;
  /** A u64 that counts something: at most `most`, or the file is corrupt. */
  count(what: string, most: number): number;
  text(what: string, bytes: number): string;
  skip(what: string, bytes: number): void;
}

/** `limitBytes` bounds how much of the file may be taken for its header. */
export function headerCursor(file: RandomAccess, limitBytes: number): HeaderCursor {
  let view = new DataView(new ArrayBuffer(0));
  let offset = 0;
  const decoder = new TextDecoder();

  /** Moves on by `length` bytes and gives where they begin. */
  function take(what: string, length: number): number {
    const start = offset;
    const end = start + length;
    if (end > file.sizeBytes) {
      throw corrupt(file.name, { what, where: start, expected: `${length} more bytes`, found: `the end of the file at byte ${file.sizeBytes}` });
    }
    if (end > view.byteLength) throw unread;
    offset = end;
    return start;
  }

  async function readOn(): Promise<void> {
    const have = view.byteLength;
    if (have >= limitBytes) {
      throw corrupt(file.name, { what: 'header', where: have, expected: `its end within ${limitBytes} bytes`, found: 'more' });
    }
    const end = Math.min(Math.max(have * 2, firstStepBytes), limitBytes, file.sizeBytes);
    const grown = new Uint8Array(end);
    grown.set(new Uint8Array(view.buffer));
    grown.set(await file.read(have, end - have), have);
    view = new DataView(grown.buffer);
  }

  function wide(at: number, high: number): number | bigint {
    const value = high * 2 ** 32 + view.getUint32(at, true);
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(view.getUint32(at, true));
  }

  const cursor: HeaderCursor = {
    position: () => offset,
    bytesRead: () => view.byteLength,
    async item(parse) {
      const start = offset;
      for (;;) {
        try {
          return parse();
        } catch (error) {
          if (error !== unread) throw error;
          offset = start;
          await readOn();
        }
      }
    },
    u8: (what) => view.getUint8(take(what, 1)),
    u16: (what) => view.getUint16(take(what, 2), true),
    u32: (what) => view.getUint32(take(what, 4), true),
    i8: (what) => view.getInt8(take(what, 1)),
    i16: (what) => view.getInt16(take(what, 2), true),
    i32: (what) => view.getInt32(take(what, 4), true),
    f32: (what) => view.getFloat32(take(what, 4), true),
    f64: (what) => view.getFloat64(take(what, 8), true),
    u64(what) {
      const at = take(what, 8);
      return wide(at, view.getUint32(at + 4, true));
    },
    i64(what) {
      const at = take(what, 8);
      return wide(at, view.getInt32(at + 4, true));
    },
    count(what, most) {
      const where = offset;
      const value = cursor.u64(what);
      if (value > most) throw corrupt(file.name, { what, where, expected: `at most ${most}`, found: String(value) });
      return Number(value);
    },
    text(what, bytes) {
      const at = take(what, bytes);
      return decoder.decode(new Uint8Array(view.buffer, at, bytes));
    },
    skip(what, bytes) {
      take(what, bytes);
    },
  };
  return cursor;
}
