import { LlmrrError, systemClock, type Clock, type EmbeddingCall, type EmbeddingModel, type ModelCard } from '@llmrr/core';
import { delay, throwIfAborted } from './delay.ts';
import { hashedVector } from './hashed-vector.ts';
import { cardOf } from './mock-card.ts';
import { countTokens } from './token.ts';

/** What one embedding call does: hashed vectors after a delay, given vectors, a failure, or nothing until aborted. */
export type EmbeddingTurn =
  | 'hashed'
  | { readonly vectors: readonly (readonly number[] | Float32Array)[] }
  | { readonly throw: unknown }
  | { readonly hang: true }
  | { readonly delayMs: number };

export interface ScriptedEmbeddingOptions {
  readonly id: string;
  readonly card?: Partial<ModelCard>;
  readonly dimensions?: number;
  /** The n-th call gets the n-th turn; without turns every call gets hashed vectors. */
  readonly turns?: readonly EmbeddingTurn[] | ((call: EmbeddingCall, index: number) => EmbeddingTurn);
  readonly clock?: Clock;
}

export interface ScriptedEmbeddingModel extends EmbeddingModel {
  readonly calls: readonly EmbeddingCall[];
  close(): Promise<void>;
}

/** An embedding model that follows a script; its vectors are a pure function of the text. */
export function scriptedEmbedding({ id, card, dimensions = 16, turns = () => 'hashed', clock = systemClock }: ScriptedEmbeddingOptions): ScriptedEmbeddingModel {
  const calls: EmbeddingCall[] = [];
  const what = `scripted embedding model '${id}'`;
  let closed = false;
  return {
    id,
    card: cardOf(id, ['embedding'], card),
    dimensions,
    calls,
    async embed(call) {
      if (closed) throw new LlmrrError('not-initialized', `${what} is closed; open another one`);
      throwIfAborted(call.signal, what);
      const index = calls.push(call) - 1;
      const turn = typeof turns === 'function' ? turns(call, index) : turns[index];
      if (turn === undefined) throw new LlmrrError('internal', `${what} has ${turns.length} turns and was called ${index + 1} times; give it another turn, or a function`);
      if (typeof turn === 'object') {
        if ('throw' in turn) throw turn.throw;
        if ('hang' in turn) await delay(clock, Infinity, { signal: call.signal, what });
        if ('delayMs' in turn) await delay(clock, turn.delayMs, { signal: call.signal, what });
      }
      const given = typeof turn === 'object' && 'vectors' in turn ? turn.vectors.map((vector) => Float32Array.from(vector)) : undefined;
      const inputTokens = call.values.reduce((sum, text) => sum + countTokens(text), 0);
      return {
        model: id,
        vectors: given ?? call.values.map((text) => hashedVector(text, call.dimensions ?? dimensions)),
        usage: { inputTokens, outputTokens: 0, estimated: true },
      };
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}
