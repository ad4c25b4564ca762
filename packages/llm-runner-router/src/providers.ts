import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { resolveReferences, type Catalogue, type Config, type Environment, type Provider, type Source } from '@llmrr/core';
import { installed } from './installed.ts';
import { localProviders } from './local-providers.ts';
import { remoteProviders } from './remote-providers.ts';

export interface OpenProvidersOptions {
  readonly config: Config;
  readonly catalogue: Catalogue;
  /** What relative paths of model files stand on. */
  readonly folder: string;
  /** What `${ENV:NAME}` in the options of a registered model means. */
  readonly environment: Environment;
}

/** Every provider that the installed packages offer, each with its settings. Opens no connection and no file. */
export async function openProviders({ config, catalogue, folder, environment }: OpenProvidersOptions): Promise<readonly Provider[]> {
  const testing = await installed('@llmrr/testing', () => import('@llmrr/testing'));
  const providers = [...(await remoteProviders(config, catalogue)), ...(testing ? [testing.mock()] : []), ...(await localProviders(config))];
  return providers.map((provider) => reading(provider, (source) => inPlace(source, folder, environment)));
}

/** Relative paths mean the folder of the configuration, not the one of the process; keys are written as references. */
function inPlace(source: Source, folder: string, environment: Environment): Source {
  const { scheme, rest, options } = source;
  return {
    ...source,
    ...(scheme === 'file' && !isAbsolute(rest) && { rest: /^~[\\/]/.test(rest) ? join(homedir(), rest.slice(2)) : resolve(folder, rest) }),
    ...(options && { options: resolveReferences(options, environment) }),
  };
}

function reading(provider: Provider, read: (source: Source) => Source): Provider {
  const { languageModel, embeddingModel, rerankModel, classifierModel } = provider;
  return {
    ...provider,
    opens: (source) => provider.opens(read(source)),
    ...(languageModel && { languageModel: async (source: Source) => languageModel.call(provider, read(source)) }),
    ...(embeddingModel && { embeddingModel: async (source: Source) => embeddingModel.call(provider, read(source)) }),
    ...(rerankModel && { rerankModel: async (source: Source) => rerankModel.call(provider, read(source)) }),
    ...(classifierModel && { classifierModel: async (source: Source) => classifierModel.call(provider, read(source)) }),
  };
}
