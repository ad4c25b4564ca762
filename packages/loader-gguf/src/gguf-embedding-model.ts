import { LlmrrError, type EmbeddingCall, type EmbeddingModel, type Embeddings, type ModelCard } from '@llmrr/core';
import { abortError } from './abort-error.ts';
import type { LocalEngine } from './local-engine.ts';

/** Vectors of length 1 from a process of its own. */
export function ggufEmbeddingModel({ id, card, dimensions, engine }: { id: string; card: ModelCard; dimensions: number; engine: LocalEngine }): EmbeddingModel {
  async function embed({ values, dimensions: asked, signal }: EmbeddingCall): Promise<Embeddings> {
    if (asked !== undefined && asked !== dimensions) {
      throw new LlmrrError('unsupported-capability', `${id} makes vectors of ${dimensions} numbers, not of ${asked}. Leave dimensions away, or choose another model.`, { details: { dimensions, asked } });
    }
    if (signal?.aborted) throw abortError(signal, id);
    if (values.length === 0) return { model: id, vectors: [], usage: { inputTokens: 0, outputTokens: 0 } };
    const { process, leave } = await engine.enter(signal).catch((error: unknown) => {
      throw signal?.aborted ? abortError(signal, id) : error;
    });
    return new Promise<Embeddings>((resolve, reject) => {
      const stop = process.call(
        { type: 'embed', values },
        {
          reply(reply) {
            if (reply.type !== 'embedded') return;
            // Copied, so that they are arrays of this realm.
            const vectors = reply.vectors.map((vector) => Float32Array.from(vector));
            resolve({ model: id, vectors, usage: { inputTokens: reply.inputTokens, outputTokens: 0 } });
          },
          end: done,
          fail(error) {
            done();
            reject(error);
          },
        },
      );
      const onAbort = () => {
        stop();
        if (signal) reject(abortError(signal, id));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();

      function done(): void {
        signal?.removeEventListener('abort', onAbort);
        leave();
      }
    });
  }

  const { state, load, unload, close } = engine;
  return { id, card, dimensions, embed, state, load, unload, close };
}
