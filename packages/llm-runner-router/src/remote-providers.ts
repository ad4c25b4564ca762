import { schemeAliases, type Catalogue, type Config, type Provider, type Source } from '@llmrr/core';
import type { Transport } from '@llmrr/http';
import type { Preset, PresetName } from '@llmrr/provider-openai';
import { installed, missing } from './installed.ts';

type Settings = Config['providers'][string];
interface Common {
  readonly name: string;
  readonly transport: Transport;
  readonly cardOf: (model: string) => ReturnType<Catalogue['find']>;
}

/** Where the name of a provider is not that of its preset. */
const presetNames: Readonly<Record<string, string>> = { google: 'gemini' };

/** The APIs: every vendor known by name, and what the configuration adds to them. */
export async function remoteProviders(config: Config, catalogue: Catalogue): Promise<readonly Provider[]> {
  const http = await import('@llmrr/http');
  const openai = await installed('@llmrr/provider-openai', () => import('@llmrr/provider-openai'));
  const anthropic = await installed('@llmrr/provider-anthropic', () => import('@llmrr/provider-anthropic'));
  const presets: Readonly<Record<string, Preset>> = openai?.presets ?? {};
  const settingsOf = new Map(Object.entries(config.providers).map(([name, settings]) => [schemeAliases[name] ?? name, settings]));
  const names = new Set(['anthropic', ...Object.keys(presets).map((name) => schemeAliases[name] ?? name), ...settingsOf.keys()]);

  const opened = [...names].flatMap((name): readonly Provider[] => {
    const settings = settingsOf.get(name) ?? {};
    if (settings.enabled === false) return [];
    const dialect = settings.preset ?? presetNames[name] ?? name;
    const { connections, overflow } = { ...config.performance.pool, ...settings.pool };
    const { connectMs } = config.performance.timeouts ?? {};
    const transport = http.transport({
      ...(connections !== undefined && { connections }),
      ...(overflow !== undefined && { overflow }),
      ...(connectMs !== undefined && { connectTimeoutMs: connectMs }),
    });
    const common: Common = { name, transport, cardOf: (model) => catalogue.find(name, model) };

    if (dialect === 'anthropic') {
      if (!anthropic) return [missing(name, '@llmrr/provider-anthropic')];
      return [remote(common, settings, ({ apiKey, baseUrl, headers }) => anthropic.anthropic({ ...common, ...(apiKey !== undefined && { apiKey }), ...(baseUrl !== undefined && { baseUrl }), ...(headers && { headers }) }))];
    }
    const known = Object.hasOwn(presets, dialect);
    // Presets without an address of their own (azure, compatible) are there once one is configured.
    if (!openai || (settings.baseUrl === undefined && presets[dialect]?.baseUrl === undefined)) return [];
    return [
      remote(common, settings, ({ apiKey, baseUrl, headers, organization, project }) =>
        openai.openai({ ...common, preset: known ? (dialect as PresetName) : 'compatible', apiKey, baseUrl, organization, project, ...(headers && { headers }) }),
      ),
    ];
  });
  return openai ? opened : [...opened, missing('openai', '@llmrr/provider-openai', ({ format }) => format === 'api')];
}

/** One vendor; a model that was registered with a key or an address of its own is opened with these. */
function remote({ name, transport }: Common, settings: Settings, open: (settings: Settings) => Provider): Provider {
  const opened = new Map<string, Provider>();
  const shared = open(settings);
  const providerOf = ({ options = {} }: Source): Provider => {
    const { apiKey, baseUrl, headers, organization, project } = options as Settings;
    const own = Object.entries({ apiKey, baseUrl, headers, organization, project }).filter(([, value]) => value !== undefined);
    if (own.length === 0) return shared;
    const key = JSON.stringify(own);
    const provider = opened.get(key) ?? open({ ...settings, ...Object.fromEntries(own) });
    opened.set(key, provider);
    return provider;
  };
  return {
    ...shared,
    name,
    languageModel: async (source) => providerOf(source).languageModel!(source),
    ...(shared.embeddingModel && { embeddingModel: async (source: Source) => providerOf(source).embeddingModel!(source) }),
    async close() {
      await Promise.all([shared, ...opened.values()].map((provider) => provider.close?.()));
      await transport.close();
    },
  };
}
