import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** A float tensor; `shape` slowest dimension first. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const Header = z.record(
  z.string(),
  z.object({
    dtype: z.literal('F32'),
    shape: z.array(z.number().int().positive()),
    data_offsets: z.tuple([z.number().int(), z.number().int()]),
  }),
);

/** Reads what `train.py` writes: float32 only. */
export function readSafetensors(file: string): Map<string, Tensor> {
  const bytes = readFileSync(file);
  const length = bytes.length < 8 ? Infinity : Number(bytes.readBigUInt64LE(0));
  if (8 + length > bytes.length)
    throw new RangeError(`${file}: expected a safetensors header of at most ${bytes.length - 8} bytes, found ${length}`);
  const { __metadata__: _, ...entries } = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
  return new Map(
    Object.entries(Header.parse(entries)).map(
      ([
        name,
        {
          shape,
          data_offsets: [begin, end],
        },
      ]) => {
        const count = shape.reduce((product, size) => product * size, 1);
        if (end - begin !== count * 4 || 8 + length + end > bytes.length)
          throw new RangeError(`${file}: ${name}: expected ${count * 4} bytes inside the file, found ${begin} to ${end}`);
        return [
          name,
          { shape, values: Float32Array.from({ length: count }, (_value, at) => bytes.readFloatLE(8 + length + begin + at * 4)) },
        ];
      },
    ),
  );
}

export function writeSafetensors(file: string, tensors: ReadonlyMap<string, Tensor>): void {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const data: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    const bytes = new Uint8Array(values.slice().buffer);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
    data.push(bytes);
  }
  const text = JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  writeFileSync(file, Buffer.concat([length, padded, ...data]));
}
