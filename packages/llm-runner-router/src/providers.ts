import { isAbsolute, resolve } from 'node:path';
import { LlmrrError, type Catalogue, type Config, type Provider, type Source } from '@llmrr/core';

export interface OpenProvidersOptions {
  readonly config: Config;
  readonly catalogue: Catalogue;
  /** What relative paths of model files stand on. */
  readonly folder: string;
}

/** Every provider that the installed packages offer, each with its settings. Opens no connection and no file. */
export async function openProviders({ config, catalogue, folder }: OpenProvidersOptions): Promise<readonly Provider[]> {
  const local = await installed('@llmrr/loader-gguf', () => import('@llmrr/loader-gguf'));
  const mock = await installed('@llmrr/testing', () => import('@llmrr/testing'));
  const ggufSettings = config.engines['gguf'] ?? config.engines['native'];
  return [
    ...(await remoteProviders(config, catalogue)),
    local ? inFolder(local.gguf(typeof ggufSettings === 'object' ? ggufSettings : {}), folder) : missing('gguf', '@llmrr/loader-gguf', ({ scheme }) => scheme === 'file'),
    ...(mock ? [mock.mock()] : []),
  ];
}

async function remoteProviders(config: Config, catalogue: Catalogue): Promise<readonly Provider[]> {
  const http = await import('@llmrr/http');
  const openai = await installed('@llmrr/provider-openai', () => import('@llmrr/provider-openai'));
  const anthropic = await installed('@llmrr/provider-anthropic', () => import('@llmrr/provider-anthropic'));
  const presets = openai?.presets ?? {};
  const names = new Set(['anthropic', ...Object.keys(presets), ...Object.keys(config.providers)]);
  const shared = config.performance.pool ?? {};

  return [...names].flatMap((name): readonly Provider[] => {
    const { preset, apiKey, baseUrl, headers, organization, project, pool, enabled } = config.providers[name] ?? {};
    if (enabled === false) return [];
    const { connections, overflow } = { ...shared, ...pool };
    const { connectMs } = config.performance.timeouts ?? {};
    const transport = http.transport({
      ...(connections !== undefined && { connections }),
      ...(overflow !== undefined && { overflow }),
      ...(connectMs !== undefined && { connectTimeoutMs: connectMs }),
    });
    const common = {
      name,
      transport,
      cardOf: (model: string) => catalogue.find(name, model),
      ...(apiKey !== undefined && { apiKey }),
      ...(baseUrl !== undefined && { baseUrl }),
      ...(headers && { headers }),
    };
    const dialect = preset ?? name;
    if (dialect === 'anthropic') return [anthropic ? closing(anthropic.anthropic(common), transport) : missing(name, '@llmrr/provider-anthropic')];
    const known = Object.hasOwn(presets, dialect);
    if (!known && baseUrl === undefined) return [];
    if (!openai) return [missing(name, '@llmrr/provider-openai')];
    // Presets without an address of their own (azure, compatible) are there once one is configured.
    if (known && baseUrl === undefined && !('baseUrl' in openai.presets[dialect as keyof typeof openai.presets])) return [];
    return [
      closing(
        openai.openai({
          ...common,
          preset: known ? (dialect as keyof typeof openai.presets) : 'compatible',
          ...(organization !== undefined && { organization }),
          ...(project !== undefined && { project }),
        }),
        transport,
      ),
    ];
  });
}

async function installed<Module>(name: string, load: () => Promise<Module>): Promise<Module | undefined> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(name)) return undefined;
    throw error;
  }
}

/** In place of a package that is not installed: opening one of its models says how to install it. */
function missing(name: string, packageName: string, opens: (source: Source) => boolean = ({ scheme }) => scheme === name): Provider {
  return {
    name,
    opens,
    languageModel: () => Promise.reject(new LlmrrError('missing-package', `${packageName} is not installed; run: npm install ${packageName}`, { details: { package: packageName } })),
  };
}

function closing(provider: Provider, transport: { close(): Promise<void> }): Provider {
  return {
    ...provider,
    async close() {
      await provider.close?.();
      await transport.close();
    },
  };
}

/** Relative paths mean the folder of the configuration, not the one of the process. */
function inFolder(provider: Provider, folder: string): Provider {
  const moved = (source: Source): Source => (source.scheme === 'file' && !isAbsolute(source.rest) ? { ...source, rest: resolve(folder, source.rest) } : source);
  return {
    ...provider,
    opens: (source) => provider.opens(moved(source)),
    ...(provider.languageModel && { languageModel: (source: Source) => provider.languageModel!(moved(source)) }),
    ...(provider.embeddingModel && { embeddingModel: (source: Source) => provider.embeddingModel!(moved(source)) }),
  };
}
