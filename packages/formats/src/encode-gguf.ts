import { ggmlTypes } from './ggml-types.ts';
import { ggufValueTypes, type GgufValueType } from './gguf-metadata.ts';

/** A metadata value with its type in the file; an array names the type of its items. */
export type GgufEntry =
  | readonly [type: 'bool', value: boolean]
  | readonly [type: 'string', value: string]
  | readonly [type: 'array', itemType: 'string', items: readonly string[]]
  | readonly [type: 'array', itemType: Exclude<GgufValueType, 'string' | 'array'>, items: readonly (number | bigint | boolean)[]]
  | readonly [type: Exclude<GgufValueType, 'bool' | 'string' | 'array'>, value: number | bigint];

export interface TensorData {
  readonly name: string;
  /** Fastest changing dimension first. */
  readonly shape: readonly number[];
  /** 'F32', 'F16', 'Q8_0' ... */
  readonly type: string;
  /** Already in that type. */
  readonly data: Uint8Array;
}

/** The bytes of a GGUF file of version 3. */
export function encodeGguf({
  metadata,
  tensors = [],
  alignment = 32,
}: {
  metadata: Readonly<Record<string, GgufEntry>>;
  tensors?: readonly TensorData[];
  alignment?: number;
}): Uint8Array {
  const typeNumbers = new Map([...ggmlTypes].map(([number, { name }]) => [name, number]));
  const head: Buffer[] = [];
  const entries = Object.entries(metadata);
  head.push(Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(entries.length));
  for (const [key, entry] of entries) {
    head.push(text(key), u32(ggufValueTypes.indexOf(entry[0])));
    if (entry[0] === 'array') {
      const [, itemType, items] = entry;
      head.push(u32(ggufValueTypes.indexOf(itemType)), u64(items.length));
      for (const item of items) head.push(scalar(itemType, item));
    } else head.push(scalar(entry[0], entry[1]));
  }
  let offset = 0;
  const body: Buffer[] = [];
  for (const { name, shape, type, data } of tensors) {
    const number = typeNumbers.get(type);
    if (number === undefined) throw new RangeError(`tensor type ${type} is unknown`);
    head.push(text(name), u32(shape.length), ...shape.map(u64), u32(number), u64(offset));
    const padding = gap(data.length, alignment);
    body.push(Buffer.from(data), Buffer.alloc(padding));
    offset += data.length + padding;
  }
  const header = Buffer.concat(head);
  return new Uint8Array(Buffer.concat([header, Buffer.alloc(gap(header.length, alignment)), ...body]));
}

function gap(length: number, alignment: number): number {
  return (alignment - (length % alignment)) % alignment;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function scalar(type: Exclude<GgufValueType, 'array'>, value: string | number | bigint | boolean): Buffer {
  if (type === 'string') return text(String(value));
  const bytes = Buffer.alloc(8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  switch (type) {
    case 'u8':
    case 'bool':
      view.setUint8(0, Number(value));
      return bytes.subarray(0, 1);
    case 'i8':
      view.setInt8(0, Number(value));
      return bytes.subarray(0, 1);
    case 'u16':
      view.setUint16(0, Number(value), true);
      return bytes.subarray(0, 2);
    case 'i16':
      view.setInt16(0, Number(value), true);
      return bytes.subarray(0, 2);
    case 'u32':
      view.setUint32(0, Number(value), true);
      return bytes.subarray(0, 4);
    case 'i32':
      view.setInt32(0, Number(value), true);
      return bytes.subarray(0, 4);
    case 'f32':
      view.setFloat32(0, Number(value), true);
      return bytes.subarray(0, 4);
    case 'u64':
      view.setBigUint64(0, BigInt(value), true);
      return bytes;
    case 'i64':
      view.setBigInt64(0, BigInt(value), true);
      return bytes;
    case 'f64':
      view.setFloat64(0, Number(value), true);
      return bytes;
  }
}
