const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** IEEE half precision, rounded to nearest even. */
export function float16Of(value: number): number {
  single[0] = value;
  const word = bits[0] as number;
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 112;
  const fraction = word & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00 | (((word >>> 23) & 0xff) === 0xff && fraction !== 0 ? 0x200 : 0);
  if (exponent < -10) return sign;
  // Below 2^-14 the leading one is written out, shifted right.
  const [whole, shift] = exponent <= 0 ? [fraction | 0x800000, 14 - exponent] : [(exponent << 23) | fraction, 13];
  const kept = whole >>> shift;
  const rest = whole & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
}

export function float16Value(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The types that this tool reads and writes; a Q8_0 block is a half-precision scale and 32 signed bytes. */
export type StoredType = 'F32' | 'F16' | 'Q8_0';
const BLOCK = 32;

export function encodeNumbers(values: Float32Array, type: StoredType): Uint8Array {
  if (type === 'F32') return new Uint8Array(values.slice().buffer);
  if (type === 'F16') return new Uint8Array(Uint16Array.from(values, float16Of).buffer);
  if (values.length % BLOCK !== 0)
    throw new RangeError(`encodeNumbers: expected a length divisible by ${BLOCK} for Q8_0, found ${values.length}`);
  const bytes = Buffer.alloc((values.length / BLOCK) * (BLOCK + 2));
  for (let block = 0; block * BLOCK < values.length; block++) {
    const part = values.subarray(block * BLOCK, (block + 1) * BLOCK);
    const scale = part.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127;
    bytes.writeUInt16LE(float16Of(scale), block * (BLOCK + 2));
    part.forEach((value, at) => bytes.writeInt8(scale === 0 ? 0 : Math.round(value / scale), block * (BLOCK + 2) + 2 + at));
  }
  return bytes;
}

export function decodeNumbers(bytes: Uint8Array, type: StoredType): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'F32') return Float32Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(at * 4, true));
  if (type === 'F16') return Float32Array.from({ length: bytes.length / 2 }, (_, at) => float16Value(view.getUint16(at * 2, true)));
  return Float32Array.from({ length: (bytes.length / (BLOCK + 2)) * BLOCK }, (_, at) => {
    const start = Math.floor(at / BLOCK) * (BLOCK + 2);
    return float16Value(view.getUint16(start, true)) * view.getInt8(start + 2 + (at % BLOCK));
  });
}
