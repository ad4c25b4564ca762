import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { detectFormat, unsupportedFormat } from './detect-format.ts';
import { encodeGguf } from './encode-gguf.ts';
import { bytesAsFile } from './random-access.ts';

function safetensors(): Buffer {
  const header = Buffer.from('{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(4)]);
}

/** The first local header of a zip, with that file name. */
function zip(name: string): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\u0003\u0004', 'latin1');
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), Buffer.alloc(64)]);
}

// ir_version 8, producer "test", a graph of 3 bytes.
const onnx = Buffer.from([0x08, 8, 0x12, 4, ...Buffer.from('test'), 0x3a, 3, 0x0a, 1, 0x78]);

test('formats are told apart by content; a PyTorch file is only looked at, never unpickled [S0-029]', async () => {
  const cases: [Uint8Array, string | null][] = [
    [encodeGguf({ metadata: { 'general.architecture': ['string', 'llama'] } }), 'gguf'],
    [safetensors(), 'safetensors'],
    [zip('model/data.pkl'), 'pytorch'],
    // What torch.save wrote before it used zips; this one would run a command if it were loaded.
    [Buffer.from("\u0080\u0002cposix\nsystem\nX\u0004\u0000\u0000\u0000exit\u0085R.", 'latin1'), 'pytorch'],
    [onnx, 'onnx'],
    [zip('word/document.xml'), null],
    [Buffer.from('# Some text that is no model'), null],
    [Buffer.from(''), null],
  ];
  for (const [bytes, format] of cases) expect(await detectFormat(bytesAsFile(bytes))).toBe(format);
  expect(unsupportedFormat('./net.pt', 'pytorch').message).toContain('convert them to GGUF (convert_hf_to_gguf.py');
});

test('any bytes get an answer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect([null, 'gguf', 'onnx', 'safetensors', 'pytorch']).toContain(await detectFormat(bytesAsFile(bytes)));
    }),
    { numRuns: 2000 },
  );
});

test("an unsupported file is refused with the guides' text, a code and the way to convert it [S1-030]", () => {
  const error = unsupportedFormat('/models/net.pkl');
  expect(error.message).toMatch(/^Unsupported model format '\.pkl' \(\/models\/net\.pkl\)\. PyTorch files are pickles/);
  expect(error).toMatchObject({ code: 'unsupported-format', retryable: false, details: { path: '/models/net.pkl', extension: '.pkl' } });
  expect(unsupportedFormat('/models/weights', 'safetensors').message).toMatch(/^Unsupported model format 'safetensors' .*GGUF/);
  expect(unsupportedFormat('/models/notes.txt').message).toContain('Supported are GGUF and ONNX files.');
});
