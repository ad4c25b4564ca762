import type { EmbeddingCall, LanguageCall } from '../call.ts';
import { systemClock, type Clock } from '../clock.ts';
import { mergeConfig, normalizeConfig, redactConfig, type Config, type ConfigWarning, type ModelEntry } from '../configuration/index.ts';
import type { Attempt } from '../decision.ts';
import { LlmrrError } from '../error.ts';
import type { Embeddings, LanguageModel } from '../model.ts';
import type { StreamPart } from '../part.ts';
import { guard } from '../policies/guard.ts';
import { limit } from '../policies/limit.ts';
import { wrap } from '../policies/policy.ts';
import { modelRegistry, type ModelRegistry } from '../registry/index.ts';
import type { Plan } from '../routing/decide.ts';
import { route, type Router as RoutingModel } from '../routing/route.ts';
import { signalBook, type SignalBook } from '../routing/signals.ts';
import { weighing } from '../routing/weighted-strategy.ts';
import type { RoutingStrategy } from '../strategy.ts';
import { templateLibrary, type TemplateLibrary } from '../templates/index.ts';
import type { RouterOptions } from './router-options.ts';
import { healthOf, modelStatuses, type HealthReport, type ModelStatus, type Status } from './status.ts';
import { embedders, type Embedders } from './embedders.ts';
import { emitter, type RouterEvents, type Stage } from './events.ts';
import { fleet, type Fleet } from './fleet.ts';
import { counters, type Metrics } from './metrics.ts';
import { isOnDemand, maxOnDemand } from './on-demand.ts';
import { pickModels, type Pick } from './pick-models.ts';
import { pipeline } from './pipeline.ts';

/** Configuration, registry, routing and life cycle; takes calls. `Router` adds the methods that take prompts. Constructing it does no I/O. */
export class Dispatcher {
  /** Your own stages between the decision and the engine. */
  readonly pipeline = pipeline();
  readonly events = emitter<RouterEvents>();
  readonly clock: Clock;
  readonly version: string;
  readonly #options: RouterOptions;
  readonly #random: () => number;
  readonly #signals: SignalBook;
  readonly #counters = counters();
  readonly #lastUsedMs = new Map<string, number>();
  /** Models that are there because a request named them; `auto` never takes one. */
  readonly #onDemand = new Set<string>();
  readonly #startedMs: number;
  #state: 'new' | 'ready' | 'closed' = 'new';
  #initializing: Promise<void> | undefined;
  #config: Config;
  #models: ModelRegistry = modelRegistry();
  #fleet: Fleet | undefined;
  #custom: Readonly<Record<string, RoutingStrategy>> = {};
  #routing: { readonly model: RoutingModel; readonly limited: LanguageModel } | undefined;
  #embedders: Embedders | undefined;
  #templates: TemplateLibrary | undefined;
  #count = 0;

  constructor(options: RouterOptions = {}) {
    const { clock = systemClock, random = Math.random, version = '0.0.0', config } = options;
    this.#options = options;
    this.clock = clock;
    this.version = version;
    this.#random = random;
    this.#signals = signalBook({ clock });
    this.#startedMs = clock.now();
    this.#config = this.#normalize(config ?? {});
  }

  /** Reads the configuration, opens the providers and the registered models. Again: nothing. Loads no weights unless told to preload. */
  initialize(): Promise<void> {
    if (this.#state === 'closed') return Promise.reject(notReady());
    return (this.#initializing ??= this.#open().catch((error) => {
      this.#initializing = undefined;
      throw error;
    }));
  }

  async #open(): Promise<void> {
    const { surroundings } = this.#options;
    const { config, providers = [], cardOf = () => undefined, registryStore, strategies = {} } = { ...this.#options, ...(await surroundings?.()) };
    if (config !== undefined) this.#config = this.#normalize(config);
    this.#custom = strategies;
    this.#models = modelRegistry({
      ...(registryStore && { store: registryStore }),
      onEvent: (event) => {
        if (event.type === 'warning') this.#warn([event.warning]);
        if (event.type === 'secret-omitted') this.events.emit('warning', { code: 'SECRET_OMITTED', message: `${event.path} is not written to the registry: give it by the environment` });
      },
    });
    await this.#models.load();
    this.#models.setAliases(this.#config.aliases);
    for (const entry of this.#config.modelList) this.#models.add(entry, { persist: false });
    this.#fleet = fleet({ providers, signals: this.#signals, clock: this.clock, random: this.#random, newId: this.newId, cardOf, around: (model) => this.#staged(model) });
    await this.#refresh();
    if (this.#state === 'closed') return this.#fleet.close();
    this.#state = 'ready';
    const { preloading } = this.#config.performance;
    if (preloading?.enabled) await Promise.all((preloading.models ?? []).map((name) => this.#member(name).language?.load?.()));
  }

  /** Unique within this process and unlikely to repeat in another. */
  readonly newId = (): string => {
    const random = Math.floor(this.#random() * 2 ** 32).toString(36);
    return `llmrr-${random}-${(this.#count++).toString(36)}`;
  };

  /** Makes registry and configuration effective, as one new snapshot; requests that run keep the old one. */
  async #refresh(): Promise<void> {
    const entries = this.#models.all();
    for (const { entry, error } of await this.#fleet!.update(entries, this.#config)) {
      if (error) this.events.emit('model:failed', { modelId: entry.id, error, timestamp: new Date(this.clock.wall()).toISOString() });
    }
    const { routing, performance } = this.#config;
    const idsOf = (names: readonly string[]) => names.map((name) => this.#models.resolve(name).id);
    const model = route({
      models: this.#fleet!.routes(this.#onDemand),
      signals: this.#signals,
      clock: this.clock,
      random: this.#random,
      newId: this.newId,
      strategy: routing.strategy,
      custom: { ...Object.fromEntries(Object.entries(routing.strategies ?? {}).map(([name, weights]) => [name, weighing(weights)])), ...this.#custom },
      fallback: routing.fallback.enabled,
      ...(routing.fallback.chain && { chain: idsOf(routing.fallback.chain) }),
      ...(routing.fallback.models && { fallbacks: idsOf(routing.fallback.models) }),
      onDecision: (plan, call) => {
        const requestId = call.context!.requestId!;
        this.#stage(call, 'router');
        if (this.events.has('decided')) this.events.emit('decided', { requestId, plan });
      },
    });
    const { maxConcurrent, maxQueue } = performance;
    const limited = maxConcurrent === undefined ? model : wrap<LanguageModel>(model, limit({ maxConcurrent, name: 'the router', ...(maxQueue !== undefined && { maxQueue }) }));
    this.#routing = { model, limited };
    this.#embedders = embedders(this.#fleet!, this.#config);
    this.#templates = templateLibrary([...this.#models.templates, ...this.#config.templates]);
  }

  /** One request as a stream of parts; what the prompt methods and the gateway stand on. */
  dispatch(call: LanguageCall, pick: Pick = {}): AsyncIterableIterator<StreamPart> {
    const startedMs = this.clock.now();
    const requestId = call.context?.requestId ?? this.newId();
    let finished: Extract<StreamPart, { type: 'finish' }> | undefined;
    return guard<StreamPart>({
      open: async () => {
        if (this.#state !== 'ready') await this.ready();
        const routed: LanguageCall = {
          ...(await this.#routable(call, pick)),
          context: { ...call.context, requestId, onAttempt: (attempt) => this.#attempted(requestId, attempt, call) },
        };
        this.#stage(routed, 'registry');
        return this.#routing!.limited.stream(routed)[Symbol.asyncIterator]();
      },
      part: (part) => {
        if (part.type !== 'finish') return;
        finished = part;
        const latencyMs = this.clock.now() - startedMs;
        this.#counters.succeeded(part.decision, latencyMs);
        if (this.events.has('stage')) this.events.emit('stage', { requestId, stage: 'results' });
        if (this.events.has('complete')) this.events.emit('complete', { requestId, decision: part.decision, latencyMs });
      },
      end: ({ error, abandoned }) => {
        if (finished || (abandoned && error === undefined)) return undefined;
        this.#counters.failed();
        const known = LlmrrError.from(error, 'internal', 'router');
        if (this.events.has('failed')) this.events.emit('failed', { requestId, error: known, latencyMs: this.clock.now() - startedMs });
        return known;
      },
    });
  }

  /** What would be decided for this call now, without calling a model. */
  async explain(call: LanguageCall, pick: Pick = {}): Promise<Plan> {
    await this.ready();
    return this.#routing!.model.explain(await this.#routable(call, pick));
  }

  /** As #picked, opening `provider:model` of a configured provider that is not registered. */
  async #routable(call: LanguageCall, pick: Pick): Promise<LanguageCall> {
    for (;;) {
      try {
        return this.#picked(call, pick);
      } catch (error) {
        const name = LlmrrError.is(error, 'unknown-model') && error.details?.['model'];
        if (typeof name !== 'string' || !isOnDemand(name, this.#config) || this.#onDemand.has(name)) throw error;
        this.#onDemand.add(name);
        for (const oldest of this.#onDemand) {
          if (this.#onDemand.size <= maxOnDemand) break;
          this.#onDemand.delete(oldest);
          this.#models.remove(oldest, { persist: false });
        }
        this.#models.add({ id: name, name, source: name, format: 'api' }, { persist: false });
        await this.#refresh();
      }
    }
  }

  /** The call with the configured defaults behind it and its models by id. */
  #picked(call: LanguageCall, { model, models }: Pick): LanguageCall {
    const { defaults: { contextTokens: _contextTokens, ...defaults }, routing: configured } = this.#config;
    // A configured default model stands in where the caller leaves the choice entirely open.
    const open = model === undefined && models === undefined && !call.routing;
    const routing = pickModels({ model: open ? configured.model : model, models, routing: call.routing }, (name) => this.#models.resolve(name).id);
    const { constraints } = configured;
    return {
      ...defaults,
      ...call,
      ...((routing || constraints) && { routing: { ...routing, ...(constraints && { constraints: { ...constraints, ...routing?.constraints } }) } }),
    };
  }

  /** Vectors of one model only: those of two models must never be mixed, so there is no fallback unless the call names one. */
  async embeddings(call: EmbeddingCall, model?: string): Promise<Embeddings> {
    await this.ready();
    const names = [...(model === undefined || model === 'auto' ? [] : [model]), ...(call.routing?.fallbacks ?? [])];
    return this.#embedders!.embed(call, names.map((name) => this.#models.resolve(name).id));
  }

  /** Registers and opens it; a model that cannot be opened is an error and is not kept. */
  async registerModel(input: unknown): Promise<ModelEntry> {
    await this.ready();
    const entry = this.#models.add(input);
    await this.#refresh();
    const { error } = this.#fleet!.members.get(entry.id)!;
    if (error) {
      this.#models.remove(entry.id);
      await this.#refresh();
      throw error;
    }
    await this.#models.save();
    this.events.emit('model:registered', { id: entry.id });
    return entry;
  }

  /** Forgets it and frees its memory once its calls have ended. Throws `unknown-model`. */
  async unregisterModel(name: string): Promise<void> {
    await this.ready();
    const { id } = this.#models.resolve(name);
    this.#models.remove(id);
    await this.#refresh();
    await this.#models.save();
    this.#signals.forget(id);
    this.events.emit('model:unregistered', { id });
  }

  async listModels(): Promise<readonly ModelEntry[]> {
    await this.ready();
    return this.#models.all();
  }

  /** The entry behind an id, alias, provider:model or name. Throws `unknown-model` with the nearest names. */
  async resolveModel(name: string): Promise<ModelEntry> {
    await this.ready();
    return this.#models.resolve(name);
  }

  /** The provider's name of a registered model; its id when it is not registered (any more). */
  protected providerOf(id: string): string {
    return this.#fleet?.members.get(id)?.opened?.provider.name ?? id;
  }

  /** Into memory, as far as that means something. Throws why the model cannot be used. */
  protected async loadWeights(id: string): Promise<void> {
    const { error, language } = this.#fleet!.members.get(id)!;
    if (error) throw error;
    await language?.load?.();
  }

  /** The prompt templates of the registry and the configuration. */
  protected get templates(): TemplateLibrary | undefined {
    return this.#templates;
  }

  /** What the models look like now: card, measurements, whether in memory. */
  modelStatus(): readonly ModelStatus[] {
    return this.#fleet ? modelStatuses(this.#fleet, this.#signals) : [];
  }

  get registry(): { getAll(): Promise<readonly ModelEntry[]> } {
    return { getAll: () => this.listModels() };
  }

  /** Merges, validates, takes effect on the next request; on an error the old configuration stays in force. */
  async updateConfig(partial: unknown): Promise<Config> {
    await this.ready();
    const { config, warnings } = mergeConfig(this.#config, partial);
    const before = this.#config;
    try {
      await this.#adopt(config, before);
    } catch (error) {
      await this.#adopt(before, config);
      throw error;
    }
    this.#warn(warnings);
    this.events.emit('config:updated', { changed: Object.keys(config).filter((key) => JSON.stringify(config[key as keyof Config]) !== JSON.stringify(before[key as keyof Config])) });
    return this.getConfig();
  }

  async #adopt(config: Config, before: Config): Promise<void> {
    this.#config = config;
    const listed = new Set(config.modelList.map(({ id }) => id));
    for (const { id } of before.modelList) if (!listed.has(id)) this.#models.remove(id, { persist: false });
    for (const entry of config.modelList) this.#models.add(entry, { persist: false });
    this.#models.setAliases(config.aliases);
    await this.#refresh();
  }

  /** The effective configuration, secrets redacted. */
  getConfig(): Config {
    return redactConfig(this.#config);
  }

  protected get config(): Config {
    return this.#config;
  }

  getStatus(): Status {
    const health = this.checkHealth();
    const uptimeMs = this.clock.now() - this.#startedMs;
    return {
      healthy: health.status !== 'unhealthy',
      initialized: this.#state === 'ready',
      version: this.version,
      uptimeMs,
      uptime: uptimeMs / 1_000,
      engine: [...new Set([...(this.#fleet?.members.values() ?? [])].flatMap(({ opened }) => opened?.provider.name ?? []))],
      models: health.models.length,
      strategy: this.#config.routing.strategy,
    };
  }

  checkHealth(): HealthReport {
    return healthOf(this.#state, this.modelStatus());
  }

  getMetrics(): Metrics {
    return this.#counters.read();
  }

  /** Frees what can be had again: the router goes on answering. */
  async cleanup(): Promise<void> {
    await this.unloadUnusedModels({ idleMs: 0 });
  }

  /** Takes models out of memory that nobody has used for that long; the next call loads them again. Returns their ids. */
  async unloadUnusedModels({ idleMs = 300_000 }: { readonly idleMs?: number } = {}): Promise<readonly string[]> {
    const idle = (id: string) => this.clock.now() - (this.#lastUsedMs.get(id) ?? this.#startedMs) >= idleMs;
    return (await this.#fleet?.unload(idle)) ?? [];
  }

  /** Ends everything: sockets, child processes, timers. Further calls are refused with `not-initialized`. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    await this.#initializing?.catch(() => undefined);
    await this.#fleet?.close();
    this.events.clear();
  }

  /** Initializes if that was not done, unless `autoInitialize` is off. */
  protected async ready(): Promise<void> {
    if (this.#state === 'ready') return;
    if (this.#state === 'closed' || this.#config.autoInitialize === false) throw notReady();
    await this.initialize();
  }

  #member(name: string) {
    return this.#fleet!.members.get(this.#models.resolve(name).id)!;
  }

  #attempted(requestId: string, attempt: Attempt, call: LanguageCall): void {
    this.#lastUsedMs.set(attempt.model, this.clock.now());
    call.context?.onAttempt?.(attempt);
    if (this.events.has('attempt')) this.events.emit('attempt', { requestId, attempt });
  }

  /** The place of the pipeline: behind the decision, around each attempt on a model. */
  #staged(model: LanguageModel): LanguageModel {
    return {
      ...model,
      stream: (call) => {
        this.#stage(call, 'pipeline');
        return this.pipeline.process(call, (inner) => {
          this.#stage(inner, 'engine');
          return model.stream(inner);
        });
      },
    };
  }

  #stage(call: LanguageCall, stage: Stage): void {
    if (this.events.has('stage')) this.events.emit('stage', { requestId: call.context?.requestId ?? '', stage });
  }

  #normalize(input: unknown): Config {
    const { config, warnings } = normalizeConfig(input);
    this.#warn(warnings);
    return config;
  }

  #warn(warnings: readonly ConfigWarning[]): void {
    for (const { code, message } of warnings) this.events.emit('warning', { code, message });
  }
}

function notReady(): LlmrrError {
  return new LlmrrError('not-initialized', 'Router not initialized');
}
