import { stat } from 'node:fs/promises';
import { LlmrrError, systemClock, type EmbeddingModel, type LanguageModel, type Provider, type Source } from '@llmrr/core';
import { unsupportedFormat, type GgufInfo } from '@llmrr/formats';
import { ggufCard, purposeOf } from './gguf-card.ts';
import { ggufEmbeddingModel } from './gguf-embedding-model.ts';
import { isGguf, openGguf, pathOf } from './gguf-file.ts';
import { ggufLanguageModel } from './gguf-language-model.ts';
import { ggufSettings, type GgufOptions } from './gguf-options.ts';
import { checkMemory, ggufPlan } from './gguf-plan.ts';
import { localEngine, type LocalEngine } from './local-engine.ts';

const cheapToCheckBytes = 256e6;

/** Opens `file:` sources that hold GGUF. Each model gets a process of its own, started by its first call. */
export function gguf(options: GgufOptions = {}): Provider {
  const { engine = 'node-llama-cpp', clock = systemClock, random = Math.random } = options;
  ggufSettings(options);
  const open = new Set<LocalEngine>();
  const measuredThreads = new Map<string, number>();

  async function prepare(source: Source, purpose: 'language' | 'embedding') {
    const path = pathOf(source);
    if (path === null) throw new LlmrrError('unknown-provider', `The GGUF loader opens file: sources, not '${source.uri}'.`);
    if (source.format !== undefined && source.format !== 'gguf') throw unsupportedFormat(path);
    const settings = ggufSettings(options, source.options);
    const info = await openGguf(path);
    checkPurpose(path, info, purpose);
    const plan = ggufPlan(info, settings);
    const id = source.id ?? source.uri;
    const card = ggufCard({ id, path, info, plan, purpose });
    const { mtimeMs } = await stat(path);
    const file = [purpose, path, info.sizeBytes, mtimeMs].join(' ');
    const model = localEngine({
      id,
      clock,
      maxQueued: settings.maxQueued,
      request: () => ({
        type: 'load',
        purpose,
        engine,
        path,
        sizeBytes: info.sizeBytes,
        contextTokens: plan.contextTokens,
        sequences: settings.sequences,
        threads: settings.threads ?? measuredThreads.get(file) ?? null,
        gpu: settings.gpu,
        gpuLayers: settings.gpuLayers ?? null,
        checkTensors: settings.checkTensors ?? info.sizeBytes <= cheapToCheckBytes,
      }),
      check: async () => {
        checkMemory(path, plan);
        // The file may have changed since it was opened.
        await openGguf(path);
      },
      onLoaded: ({ loaded }) => measuredThreads.set(file, loaded.threads),
      onClose: () => open.delete(model),
    });
    open.add(model);
    return { id, info, card, engine: model };
  }

  return {
    name: 'gguf',
    async opens(source) {
      const path = pathOf(source);
      return path !== null && isGguf(path, source.format);
    },
    async languageModel(source): Promise<LanguageModel> {
      const { id, info, card, engine: model } = await prepare(source, 'language');
      return ggufLanguageModel({ id, card, tokens: info.tokenizer?.tokens ?? 0, engine: model, random });
    },
    async embeddingModel(source): Promise<EmbeddingModel> {
      const { id, info, card, engine: model } = await prepare(source, 'embedding');
      return ggufEmbeddingModel({ id, card, dimensions: info.embeddingLength ?? 0, engine: model });
    },
    async close() {
      await Promise.all([...open].map((model) => model.close()));
    },
  };
}

function checkPurpose(path: string, info: GgufInfo, purpose: 'language' | 'embedding'): void {
  const made = purposeOf(info);
  if (made === purpose || (made === 'language' && purpose === 'embedding')) return;
  throw new LlmrrError('unsupported-capability', `${path} was made for ${made === 'rerank' ? 'reranking' : 'embeddings'} (pooling '${info.pooling}'), not for ${purpose === 'language' ? 'text' : 'embeddings'}. Choose another model for it.`, {
    details: { path, pooling: info.pooling },
  });
}
