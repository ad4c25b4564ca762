import { corrupt } from './corrupt.ts';
import { ggufInfo, type GgufInfo } from './gguf-info.ts';
import { readMetadataEntry, type GgufValue, type MetadataLimits } from './gguf-metadata.ts';
import { placeTensors, readTensorEntry, type TensorEntry } from './gguf-tensors.ts';
import { headerCursor } from './header-cursor.ts';
import { withFile, type RandomAccess } from './random-access.ts';

export interface GgufLimits extends MetadataLimits {
  readonly headerBytes: number;
  readonly entries: number;
  readonly tensors: number;
}

/** Well above what models in use have (vocabularies of 260 thousand, 10 MB headers), well below what hurts. */
export const ggufLimits: GgufLimits = {
  headerBytes: 256 * 2 ** 20,
  entries: 65_536,
  tensors: 262_144,
  keyBytes: 65_535,
  stringBytes: 16 * 2 ** 20,
  arrayItems: 16 * 2 ** 20,
  depth: 4,
  keepItems: 1024,
};

// What the smallest entry takes: key length, type, value; name length, dimensions, type, offset.
const minEntryBytes = 8 + 4 + 1;
const minTensorBytes = 8 + 4 + 4 + 8;

/** Reads the header of a GGUF file and checks it against the file; no tensor data is read. Throws `model-file-missing`, `model-file-corrupt`. */
export function readGguf(file: RandomAccess | string, limits: Partial<GgufLimits> = {}): Promise<GgufInfo> {
  return withFile(file, (opened) => readHeader(opened, { ...ggufLimits, ...limits }));
}

async function readHeader(file: RandomAccess, limits: GgufLimits): Promise<GgufInfo> {
  const { name, sizeBytes } = file;
  const cursor = headerCursor(file, limits.headerBytes);

  const { version, tensorCount, entryCount } = await cursor.item(() => {
    const magic = cursor.text('magic', 4);
    if (magic !== 'GGUF') throw corrupt(name, { what: 'magic', where: 0, expected: '"GGUF"', found: JSON.stringify(magic) });
    const number = cursor.u32('version');
    if (number !== 2 && number !== 3) throw corrupt(name, { what: 'version', where: 4, expected: '2 or 3, little-endian', found: versionText(number) });
    return {
      version: number,
      tensorCount: cursor.count('number of tensors', Math.min(limits.tensors, Math.floor(sizeBytes / minTensorBytes))),
      entryCount: cursor.count('number of metadata entries', Math.min(limits.entries, Math.floor(sizeBytes / minEntryBytes))),
    };
  });

  // No prototype: a key may be called __proto__.
  const metadata = Object.create(null) as Record<string, GgufValue>;
  for (let i = 0; i < entryCount; i++) {
    const where = cursor.position();
    const [key, value] = await cursor.item(() => readMetadataEntry(cursor, name, limits));
    if (key in metadata) throw corrupt(name, { what: `metadata ${key}`, where, expected: 'a key used once', found: 'the same key twice' });
    metadata[key] = value;
  }

  const entries: TensorEntry[] = [];
  for (let i = 0; i < tensorCount; i++) entries.push(await cursor.item(() => readTensorEntry(cursor, name)));

  const headerEnd = cursor.position();
  const alignment = metadata['general.alignment'] ?? 32;
  if (typeof alignment !== 'number' || alignment < 1 || alignment > 2 ** 20 || !Number.isInteger(Math.log2(alignment))) {
    throw corrupt(name, { what: 'general.alignment', where: headerEnd, expected: 'a power of two', found: String(alignment) });
  }
  const dataStart = Math.ceil(headerEnd / alignment) * alignment;
  const tensors = placeTensors(entries, { file: name, dataStart, sizeBytes, alignment });
  const parameters = entries.reduce((sum, { items }) => sum + items, 0);
  return ggufInfo({ file: name, version, metadata, tensors, parameters, sizeBytes, headerBytes: headerEnd });
}

function versionText(number: number): string {
  const swapped = ((number & 0xff) << 24) | ((number & 0xff00) << 8) | ((number >>> 8) & 0xff00) | (number >>> 24);
  return swapped === 2 || swapped === 3 ? `${swapped}, big-endian` : String(number);
}
