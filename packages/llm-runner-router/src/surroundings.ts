import { resolve } from 'node:path';
import { loadCatalogue, resolveConfig, type Config, type ResolvedConfig, type Surroundings } from '@llmrr/core';
import { readConfigFile } from './config-files.ts';
import { openProviders } from './providers.ts';
import { readModelConfigs, registryFile } from './registry-file.ts';
import { tinyModelEntry } from './tiny-model-entry.ts';

export interface SurroundingsOptions {
  /** Wins over environment and file. */
  readonly explicit?: unknown;
  readonly configFile?: string | undefined;
  /** Folder of the configuration file, and what relative paths stand on. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** False: no file is looked for unless configFile names one. */
  readonly discover?: boolean;
}

export interface ReadSurroundings extends Surroundings {
  readonly config: Config;
  readonly resolved: ResolvedConfig;
  /** The demonstration model that ships inside, when it is among the models. */
  readonly tinyModelId?: string;
}

/** The one place that reads the environment and configuration files: turns them into what a router needs. */
export async function readSurroundings({ explicit, configFile, folder = process.cwd(), environment = process.env, discover = true }: SurroundingsOptions = {}): Promise<ReadSurroundings> {
  const file = configFile !== undefined || discover ? await readConfigFile({ path: configFile, folder }) : undefined;
  const resolved = resolveConfig({ explicit, environment, file });
  const { config } = resolved;
  const { cacheDir, registryFile: registryPath = 'models/registry.json', configsDir = 'models/configs' } = config.modelStore;
  const catalogue = await loadCatalogue();
  const listed = [...config.modelList, ...(await readModelConfigs(resolve(folder, configsDir)))];
  const tiny = tinyModelEntry(config);
  return {
    config: { ...config, modelList: tiny ? [...listed, tiny] : listed } as Config,
    resolved,
    ...(tiny && { tinyModelId: tiny.id }),
    providers: await openProviders({ config, catalogue, folder }),
    cardOf: (provider, name) => catalogue.find(provider, name),
    registryStore: registryFile(resolve(folder, registryPath)),
  };
}
