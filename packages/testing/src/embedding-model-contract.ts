import assert from 'node:assert/strict';
import type { EmbeddingModel } from '@llmrr/core';
import { casesOn, throwsCode, type ContractCase } from './contract-case.ts';

export interface EmbeddingModelContractOptions {
  /** A fresh model for each case; the case closes it. */
  readonly open: () => Promise<EmbeddingModel>;
  /** A length that the model can be asked to shorten its vectors to; without it, `dimensions` is not checked. */
  readonly dimensions?: number;
  readonly abortWithinMs?: number;
}

const texts = ['What is GGUF?', 'Tell me a story about a cat.', 'Can you explain GGUF?'] as const;

/** The cases that every embedding model passes. */
export function embeddingModelContract({ open, dimensions, abortWithinMs = 2000 }: EmbeddingModelContractOptions): readonly ContractCase[] {
  return casesOn(open, {
    'its card names it and says that it embeds': async (model) => {
      assert.equal(model.card.id, model.id);
      assert.ok(model.card.capabilities.has('embedding'), 'the card lacks embedding');
    },
    'it gives one finite vector of its dimensions for each value': async (model) => {
      const { model: answering, vectors, usage } = await model.embed({ values: texts });
      assert.equal(answering, model.id);
      assert.equal(vectors.length, texts.length);
      for (const vector of vectors) {
        assert.equal(Object.prototype.toString.call(vector), '[object Float32Array]');
        assert.equal(vector.length, model.dimensions);
        assert.ok(vector.every(Number.isFinite), 'a vector holds NaN or infinity');
        assert.ok(length(vector) > 0, 'a vector is zero');
      }
      assert.ok(usage === null || usage.inputTokens > 0, `inputTokens is ${usage?.inputTokens}`);
    },
    'the same text gives the same vector, alone and in a batch, in order': async (model) => {
      const batch = await model.embed({ values: texts });
      for (const [index, text] of texts.entries()) {
        const [alone] = (await model.embed({ values: [text] })).vectors;
        assert.ok(alone);
        assert.ok(cosine(alone, batch.vectors[index]!) > 0.999, `'${text}' differs alone and in a batch`);
      }
    },
    'texts on the same thing lie nearer than others': async (model) => {
      const [asked, story, explained] = (await model.embed({ values: texts })).vectors;
      assert.ok(cosine(asked!, explained!) > cosine(asked!, story!));
    },
    'concurrent calls do not mix': async (model) => {
      const alone = await model.embed({ values: texts });
      const together = await Promise.all(texts.map((text) => model.embed({ values: [text] })));
      together.forEach(({ vectors }, index) => assert.ok(cosine(vectors[0]!, alone.vectors[index]!) > 0.999));
    },
    ...(dimensions !== undefined && {
      'it shortens vectors on request': async (model: EmbeddingModel) => {
        const { vectors } = await model.embed({ values: [...texts], dimensions });
        for (const vector of vectors) assert.equal(vector.length, dimensions);
      },
    }),
    'a call aborted beforehand throws aborted': async (model) => {
      await throwsCode(() => model.embed({ values: texts, signal: AbortSignal.abort() }), ['aborted'], { withinMs: abortWithinMs });
      assert.equal((await model.embed({ values: texts })).vectors.length, texts.length);
    },
    'a closed model throws': async (model) => {
      if (!model.close) return;
      await model.close();
      await throwsCode(() => model.embed({ values: texts }), []);
    },
  });
}

const length = (vector: Float32Array): number => Math.sqrt(vector.reduce((sum, each) => sum + each * each, 0));
const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, each, index) => sum + each * (b[index] ?? 0), 0) / (length(a) * length(b) || 1);
