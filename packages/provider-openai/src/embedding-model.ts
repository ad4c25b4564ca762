import { LlmrrError, openAiChat, type EmbeddingCall, type EmbeddingModel, type Embeddings, type ModelCard, type Usage } from '@llmrr/core';

import { bodyError } from './api-error.ts';
import { jsonOf, type Connection } from './connection.ts';
import { usageOf } from './usage.ts';
import { list, number, record } from './wire.ts';

/** The API counts 300,000 tokens a request; a token has at least a byte, usually three or four. */
const batchBytes = 600_000;
const batchesAtOnce = 4;

export interface Dimensions {
  readonly dimensions: number;
  /** Fewer than the model's own, so that the API must be told. */
  readonly shortened: boolean;
}

/** A model behind POST /embeddings; sends as many requests as the values need. */
export function embeddingModel(connection: Connection, model: string, card: ModelCard, { dimensions, shortened }: Dimensions): EmbeddingModel {
  return {
    id: card.id,
    card,
    dimensions,
    async embed(given) {
      const call = shortened ? { dimensions, ...given } : given;
      const all = batches(call.values, connection.preset.embeddingBatch);
      const results: Embeddings[] = new Array<Embeddings>(all.length);
      let at = 0;
      const worker = async (): Promise<void> => {
        for (let index = at++; index < all.length; index = at++) results[index] = await embedBatch(connection, model, card.id, call, all[index] ?? []);
      };
      await Promise.all(Array.from({ length: Math.min(batchesAtOnce, all.length) }, worker));
      return { model: card.id, vectors: results.flatMap((result) => result.vectors), usage: sum(results.map((result) => result.usage)) };
    },
  };
}

/** Asks the server for one vector, to learn how long they are. */
export async function probeDimensions(connection: Connection, model: string, card: ModelCard): Promise<number> {
  const { vectors } = await embedBatch(connection, model, card.id, { values: ['dimensions'] }, ['dimensions']);
  return vectors[0]?.length ?? 0;
}

async function embedBatch(connection: Connection, model: string, id: string, call: EmbeddingCall, values: readonly string[]): Promise<Embeddings> {
  const { preset, name } = connection;
  const asked = connection.asked(model);
  const purpose = preset.embeddingPurpose;
  const response = await connection.send('/embeddings', asked, {
    body: {
      model,
      input: values,
      ...(preset.base64Embeddings && { encoding_format: 'base64' }),
      ...(call.dimensions !== undefined && { dimensions: call.dimensions }),
      ...(purpose && { [purpose.field]: call.purpose === 'query' ? purpose.query : purpose.document }),
      ...call.vendor?.[openAiChat],
      ...call.vendor?.[name],
    },
    signal: call.signal,
  });
  const { body } = await jsonOf(response, asked);
  const answer = record(body);
  if (answer['error'] && !answer['data']) throw bodyError(answer['error'], asked);
  const vectors: Float32Array[] = new Array<Float32Array>(values.length);
  let found = 0;
  for (const [position, entry] of list(answer['data']).entries()) {
    const { index, embedding } = record(entry);
    const at = number(index) ?? position;
    const vector = vectorOf(embedding);
    if (!vector || at < 0 || at >= values.length || vectors[at]) continue;
    vectors[at] = vector;
    found++;
  }
  if (found !== values.length) {
    throw new LlmrrError('bad-gateway', `${name} answered ${found} usable embeddings for ${values.length} texts to ${model}`, { details: { provider: name, model } });
  }
  return { model: id, vectors, usage: usageOf(answer['usage']) ?? null };
}

/** Numbers, or base64 of little-endian 32-bit floats. */
function vectorOf(embedding: unknown): Float32Array | undefined {
  if (Array.isArray(embedding)) {
    return embedding.length > 0 && embedding.every((value) => typeof value === 'number') ? Float32Array.from(embedding as number[]) : undefined;
  }
  if (typeof embedding !== 'string') return undefined;
  const bytes = Buffer.from(embedding, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  const vector = new Float32Array(bytes.length / 4);
  for (let index = 0; index < vector.length; index++) vector[index] = bytes.readFloatLE(index * 4);
  return vector;
}

function batches(values: readonly string[], most: number): string[][] {
  const all: string[][] = [];
  let current: string[] = [];
  let bytes = 0;
  for (const value of values) {
    const size = Buffer.byteLength(value);
    if (current.length > 0 && (current.length >= most || bytes + size > batchBytes)) {
      all.push(current);
      current = [];
      bytes = 0;
    }
    current.push(value);
    bytes += size;
  }
  if (current.length > 0) all.push(current);
  return all;
}

function sum(usages: readonly (Usage | null)[]): Usage | null {
  if (usages.some((usage) => usage === null)) return null;
  return usages.reduce<Usage>((total, usage) => ({ inputTokens: total.inputTokens + (usage?.inputTokens ?? 0), outputTokens: 0 }), { inputTokens: 0, outputTokens: 0 });
}
