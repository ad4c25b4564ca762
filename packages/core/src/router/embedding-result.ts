import type { Embeddings } from '../model.ts';
import { ResultUsage } from './generate-result.ts';

interface EmbeddingDetails {
  /** The (first) vector. */
  readonly embedding: readonly number[];
  readonly embeddings: readonly (readonly number[])[];
  readonly model: string;
  readonly usage: ResultUsage | null;
  readonly dimensions: number;
}
/** An array (of numbers for one text, of vectors for several) that also has the names of a result; as JSON it is the array. */
export type EmbeddingResult<Item> = Item[] & EmbeddingDetails;

export function embeddingResult(embeddings: Embeddings, batch: false): EmbeddingResult<number>;
export function embeddingResult(embeddings: Embeddings, batch: true): EmbeddingResult<number[]>;
export function embeddingResult({ vectors, model, usage }: Embeddings, batch: boolean): EmbeddingResult<number> | EmbeddingResult<number[]> {
  const lists = vectors.map((vector) => Array.from(vector));
  const first = lists[0] ?? [];
  const details: EmbeddingDetails = {
    embedding: first,
    embeddings: lists,
    model,
    usage: usage && new ResultUsage(usage),
    dimensions: first.length,
  };
  const array = batch ? [...lists] : [...first];
  for (const [name, value] of Object.entries(details)) Object.defineProperty(array, name, { value, enumerable: false });
  return array as unknown as EmbeddingResult<number>;
}
