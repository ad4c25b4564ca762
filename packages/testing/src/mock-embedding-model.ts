import { LlmrrError, type Clock, type EmbeddingCall, type EmbeddingModel } from '@llmrr/core';
import { delay, throwIfAborted } from './delay.ts';
import { hashedVector } from './hashed-vector.ts';
import { cardOf } from './mock-card.ts';
import type { MockFailures } from './mock-failures.ts';
import type { MockSettings } from './mock-options.ts';
import { countTokens } from './token.ts';

interface Options {
  readonly id: string;
  readonly uri: string;
  readonly name: string;
  readonly settings: MockSettings;
  readonly failures: MockFailures;
  readonly clock: Clock;
}

/** Unit vectors hashed from the words: the same text always gives the same vector, shared words give near ones. */
export function mockEmbeddingModel({ id, uri, name, settings, failures, clock }: Options): EmbeddingModel {
  const what = `mock embedding model '${id}'`;
  let closed = false;
  return {
    id,
    card: cardOf(id, ['embedding'], {
      provider: 'mock',
      name,
      contextTokens: settings.contextTokens,
      description: `A mock: '${uri}' hashes words into vectors. It knows no meaning.`,
    }),
    dimensions: settings.dimensions,
    async embed({ values, dimensions = settings.dimensions, signal }: EmbeddingCall) {
      if (closed) throw new LlmrrError('not-initialized', `${what} is closed; open it again`);
      throwIfAborted(signal, what);
      const failure = failures.next();
      await delay(clock, settings.latencyMs, { signal, what });
      if (failure) throw failure;
      if (!Number.isInteger(dimensions) || dimensions < 1) throw new LlmrrError('invalid-request', `${what}: dimensions is ${dimensions}; it must be a whole number from 1`);
      const inputTokens = values.reduce((sum, text) => sum + countTokens(text), 0);
      return { model: id, vectors: values.map((text) => hashedVector(text, dimensions)), usage: { inputTokens, outputTokens: 0, estimated: true } };
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}
