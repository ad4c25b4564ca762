import { join, resolve } from 'node:path';
import { loadCatalogue, resolveConfig, type Config, type ResolvedConfig, type Surroundings } from '@llmrr/core';
import { readConfigFile } from './config-files.ts';
import { defaultModelEntries } from './default-models.ts';
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
  const { cacheDir, registryFile: registryPath = join(cacheDir, 'registry.json'), configsDir = join(cacheDir, 'configs') } = config.modelStore;
  const catalogue = await loadCatalogue();
  const ids = new Set(config.modelList.map(({ id }) => id));
  const listed = [...config.modelList, ...(await readModelConfigs(resolve(folder, configsDir))).filter(({ id }) => !ids.has(id))];
  const tiny = tinyModelEntry(config, listed);
  return {
    config: { ...config, modelList: [...listed, ...defaultModelEntries(config, listed), ...(tiny ? [tiny] : [])] },
    resolved,
    ...(tiny && { tinyModelId: tiny.id }),
    providers: await openProviders({ config, catalogue, folder, environment }),
    cardOf: (provider, name) => catalogue.find(provider, name),
    registryStore: registryFile(resolve(folder, registryPath)),
  };
}
