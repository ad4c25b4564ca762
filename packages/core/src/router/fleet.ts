import type { Capability, ModelCard } from '../card.ts';
import type { Clock } from '../clock.ts';
import type { Config, ModelEntry } from '../configuration/index.ts';
import { LlmrrError } from '../error.ts';
import type { AnyModel, LanguageModel } from '../model.ts';
import { wrap, type Policy } from '../policies/policy.ts';
import { retry } from '../policies/retry.ts';
import { timeout } from '../policies/timeout.ts';
import type { Provider } from '../provider.ts';
import { record } from '../routing/record.ts';
import type { Route } from '../routing/route.ts';
import type { SignalBook } from '../routing/signals.ts';
import { parseSource } from '../sources/index.ts';
import { qualityPrior } from '../catalogue/index.ts';
import { openedModel, providerFor, type OpenedModel } from './opened-model.ts';

/** What is known of a model that the provider does not tell: prices, window, capabilities. */
export type CardOf = (provider: string, name: string) => Partial<ModelCard> | undefined;

export interface FleetOptions {
  readonly providers: readonly Provider[];
  readonly signals: SignalBook;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly cardOf: CardOf;
  /** Outermost wrapper of each language model: the place of the pipeline. */
  readonly around: (model: LanguageModel) => LanguageModel;
}

export interface Member {
  readonly entry: ModelEntry;
  readonly opened?: OpenedModel;
  /** Absent when it only embeds, ranks or classifies. */
  readonly language?: LanguageModel;
  readonly embeds?: boolean;
  /** Why it cannot be used. */
  readonly error?: LlmrrError;
}

/** The registered models, opened: which providers serve them, what wraps them. Opening loads no weights and calls no API. */
export interface Fleet {
  /** Opens, replaces or closes members until they are exactly these entries; calls in flight keep the model they have. */
  update(entries: readonly ModelEntry[], config: Config): Promise<readonly Member[]>;
  readonly members: ReadonlyMap<string, Member>;
  /** Those in `namedOnly` serve only requests that name them. */
  routes(namedOnly: ReadonlySet<string>): readonly Route[];
  /** Takes out of memory what is loaded, not busy, and idle by that test. Returns the ids. */
  unload(idle: (id: string) => boolean): Promise<readonly string[]>;
  close(): Promise<void>;
}

export function fleet({ providers, signals, clock, random, newId, cardOf, around }: FleetOptions): Fleet {
  let members: ReadonlyMap<string, Member> = new Map();
  let policyKey = '';

  const open = async (entry: ModelEntry, config: Config): Promise<Member> => {
    try {
      const source = sourceOf(entry);
      const provider = await providerFor(source, providers);
      const policies = policiesFor(entry, provider.name, config);
      const opened = openedModel({
        id: entry.id,
        source,
        provider,
        overrides: overridesOf(entry),
        prepare: (model) => wrap(withDefaults(withPrior(model), entry), ...policies),
      });
      const known = entry.capabilities ?? cardOf(provider.name, source.rest)?.capabilities;
      const listed = known && new Set<string>(known);
      const offersEmbedding = opened.offers('embedding');
      if (!opened.offers('language') || (listed?.has('embedding') && !listed.has('text-generation'))) return { entry, opened, embeds: offersEmbedding };
      const language = await opened.open('language');
      return { entry, opened, language: around(language), embeds: offersEmbedding && language.card.capabilities.has('embedding') };
    } catch (error) {
      return { entry, error: LlmrrError.from(error, 'model-load-failed', entry.id) };
    }
  };

  const policiesFor = (entry: ModelEntry, provider: string, { performance, providers: settings }: Config): readonly Policy[] => {
    const { firstPartMs = 120_000, betweenPartsMs = 60_000, totalMs = 600_000 } = performance.timeouts ?? {};
    const own = settings[provider];
    const retries = entry.retries ?? own?.retries ?? performance.retries;
    return [
      retry({ ...(retries !== undefined && { retries }), clock, random }),
      timeout({ firstPartMs, betweenPartsMs, totalMs: entry.timeoutMs ?? own?.timeoutMs ?? performance.timeoutMs ?? totalMs, clock }),
      record({ signals, clock, newId }),
    ];
  };

  return {
    get members() {
      return members;
    },
    async update(entries, config) {
      const before = members;
      const key = JSON.stringify([config.performance, config.providers]);
      const next = new Map<string, Member>();
      const fresh: Promise<Member>[] = [];
      for (const entry of entries) {
        const kept = before.get(entry.id);
        if (kept && !kept.error && key === policyKey && JSON.stringify(kept.entry) === JSON.stringify(entry)) next.set(entry.id, kept);
        else fresh.push(open(entry, config));
      }
      const opened = await Promise.all(fresh);
      for (const member of opened) next.set(member.entry.id, member);
      policyKey = key;
      members = new Map(entries.map(({ id }) => [id, next.get(id)!]));
      for (const [id, old] of before) if (next.get(id) !== old) void closeWhenIdle(id, old);
      return opened;
    },
    routes(namedOnly) {
      const routes: Route[] = [];
      for (const { entry, language, error } of members.values()) {
        const model = language ?? (error && broken(entry, error));
        if (!model) continue;
        const disabled = error ? error.message : entry.enabled === false ? 'switched off in the configuration' : undefined;
        routes.push({
          model,
          ...(entry.weight !== undefined && { weight: entry.weight }),
          ...(entry.priority !== undefined && { priority: entry.priority }),
          ...(entry.tenants && { tenants: entry.tenants }),
          ...(disabled && { disabled }),
          ...(namedOnly.has(entry.id) && { namedOnly: true }),
        });
      }
      return routes;
    },
    async unload(idle) {
      const unloaded: string[] = [];
      for (const [id, { language }] of members) {
        const state = language?.state?.();
        if (!state?.loaded || state.active + state.queued > 0 || !idle(id)) continue;
        await language!.unload?.();
        unloaded.push(id);
      }
      return unloaded;
    },
    async close() {
      const all = [...members.values()];
      members = new Map();
      await Promise.all(all.map(({ opened }) => opened?.close()));
      await Promise.all(providers.map((provider) => provider.close?.()));
    },
  };

  async function closeWhenIdle(id: string, { opened }: Member): Promise<void> {
    if (!opened) return;
    while (signals.of(id).inFlight > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, 100));
    await opened.close();
  }
}

function sourceOf({ id, source, format, provider, engine, contextTokens, maxOutputTokens, options }: ModelEntry) {
  return {
    ...parseSource(source, { ...(format && { format }), ...(provider && { provider }) }),
    id,
    options: { ...(contextTokens !== undefined && { contextTokens }), ...(maxOutputTokens !== undefined && { maxOutputTokens }), ...(engine !== undefined && { engine }), ...options },
  };
}

function withPrior<Model extends AnyModel>(model: Model): Model {
  return model.card.quality === null ? { ...model, card: { ...model.card, quality: qualityPrior(model.card) } } : model;
}

/** What the registration knows better than the provider. */
function overridesOf({ prices, contextTokens, maxOutputTokens, quality, capabilities }: ModelEntry): Partial<ModelCard> {
  return {
    ...(prices !== undefined && { prices }),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(quality !== undefined && { quality }),
    ...(capabilities && { capabilities: new Set<Capability>(capabilities) }),
  };
}

/** The defaults of the entry stand behind what the call says. */
function withDefaults<Model extends AnyModel>(model: Model, { defaults }: ModelEntry): Model {
  if (!defaults || !('stream' in model)) return model;
  const { stream } = model;
  return { ...model, stream: (call: Parameters<typeof stream>[0]) => stream({ ...defaults, ...call }) };
}

/** Stands in the candidates of a model that could not be opened, so that the decision says why it was passed over. */
function broken(entry: ModelEntry, error: LlmrrError): LanguageModel {
  return {
    id: entry.id,
    card: { id: entry.id, provider: entry.provider ?? 'unknown', name: entry.name ?? entry.id, locality: 'local', capabilities: new Set(), contextTokens: null, prices: null, quality: null },
    async *stream() {
      throw error;
    },
  };
}
