import { Failure } from './failure.js';
/** @import { LlamaEmbeddingContext } from 'node-llama-cpp' */
/** @import { Engine } from './engine.js' */
/** @import { EmbedRequest } from '../engine-protocol.ts' */

/**
 * Vectors of length 1, in the order of the texts.
 * @param {Engine & { embedder: LlamaEmbeddingContext }} engine
 * @param {EmbedRequest} request
 * @param {AbortSignal} signal
 */
export async function embed({ embedder, contextTokens }, { values }, signal) {
  const empty = values.indexOf('');
  if (empty >= 0) throw new Failure('invalid-request', `Text ${empty} is empty: there is nothing to embed. Leave it away.`, { index: empty });
  const lengths = values.map((value) => embedder.calculateInputLength(value));
  for (const [index, length] of lengths.entries()) {
    if (length > contextTokens) {
      throw new Failure('context-overflow', `Text ${index} takes ${length} tokens, and the context holds ${contextTokens}. Cut it into smaller pieces.`, { index, promptTokens: length, contextTokens });
    }
  }
  /** @type {Float32Array[]} */
  const vectors = [];
  for (const value of values) {
    signal.throwIfAborted();
    const { vector } = await embedder.getEmbeddingFor(value);
    const length = Math.hypot(...vector);
    vectors.push(Float32Array.from(vector, (item) => (length === 0 ? 0 : item / length)));
  }
  return { vectors, inputTokens: lengths.reduce((sum, length) => sum + length, 0) };
}
