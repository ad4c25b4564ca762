import { collector, type Answer } from '../answer.ts';
import type { LanguageCall } from '../call.ts';
import { LlmrrError } from '../error.ts';
import type { ModelEntry } from '../configuration/index.ts';
import type { StreamPart } from '../part.ts';
import { Dispatcher } from './dispatcher.ts';
import { embeddingResult, type EmbeddingResult } from './embedding-result.ts';
import { GenerateResult } from './generate-result.ts';
import { loadedModel, type LoadedModel } from './loaded-model.ts';
import type { Metrics } from './metrics.ts';
import { request, type GenerateOptions } from './request.ts';
import type { HealthReport, Status } from './status.ts';
import { spellings } from './spellings.ts';
import { StreamResult } from './stream-result.ts';

/** A prompt, a list of messages, or one object with everything in it. */
export type Prompt = string | readonly unknown[] | (GenerateOptions & { readonly [key: string]: unknown });
/** Options in any accepted spelling. */
export type { RouterOptions } from './router-options.ts';
export type Options = GenerateOptions & { readonly [key: string]: unknown };

/** In place of the result of a batch item that failed. */
export interface BatchFailure {
  readonly error: LlmrrError;
  readonly text: null;
}

/** The library's door: prompts in, answers out. Every other spelling of the guides (docs/aliases.md) leads to these methods. */
export class Router extends Dispatcher {
  // The same methods under the names of the guides; `spellings` below gives them their bodies.
  declare quick: Router['generate'];
  declare process: Router['generate'];
  declare generateStream: Router['stream'];
  declare processStream: Router['stream'];
  declare generateBatch: Router['batch'];
  declare processBatch: Router['batch'];
  declare batchQuery: Router['batch'];
  declare createEmbedding: Router['embed'];
  declare generateEmbedding: Router['embed'];
  declare getEmbedding: Router['embed'];
  declare addModel: Router['registerModel'];
  declare removeModel: Router['unregisterModel'];
  declare getModels: Router['listModels'];
  declare loadModel: Router['load'];
  declare setConfig: Router['updateConfig'];
  declare status: () => Status;
  declare health: () => HealthReport;
  declare get_health_status: () => HealthReport;
  declare get_metrics: () => Metrics;
  declare dispose: () => Promise<void>;

  generate(texts: string | readonly string[], options: Options & { readonly task: 'embedding' }): Promise<EmbeddingResult<number> | EmbeddingResult<number[]>>;
  generate(prompts: readonly string[], options: Options & { readonly batch: true }): Promise<readonly (GenerateResult | BatchFailure)[]>;
  generate(prompt: Prompt, options?: Options): Promise<GenerateResult>;
  async generate(prompt: Prompt, options: Options = {}): Promise<unknown> {
    if (options.task === 'embedding') return this.embed(prompt as string | readonly string[], options);
    const { batch, ...shared } = options;
    if (batch && Array.isArray(prompt)) return this.batch(prompt as readonly string[], shared);
    const startedMs = this.clock.now();
    return this.#result(await this.#collect(prompt, options), startedMs);
  }

  /** Starts when it is iterated or listened to. */
  stream(prompt: Prompt, options: Options = {}): StreamResult {
    const { streaming } = this.config.performance;
    let startedMs = this.clock.now();
    return new StreamResult({
      // A wrong request is thrown at the first pull, like any other failure.
      parts: deferred(() => {
        startedMs = this.clock.now();
        return this.#parts(prompt, options, 'parts');
      }),
      finish: (answer) => this.#result(answer, startedMs),
      model: 'router',
      ...(streaming?.enabled && { chunkCharacters: streaming.chunkSize }),
    });
  }

  /** All of them, in order, a few at a time; one that fails leaves its error in its place. */
  async batch(items: readonly (string | ({ readonly options?: Options } & Options))[], options: Options & { readonly batchSize?: number } = {}): Promise<readonly (GenerateResult | BatchFailure)[]> {
    const { batchSize = 10, ...shared } = options;
    const results: (GenerateResult | BatchFailure)[] = new Array(items.length);
    let next = 0;
    const work = async (): Promise<void> => {
      for (let index = next++; index < items.length; index = next++) {
        const item = items[index]!;
        const { options: own, ...given } = typeof item === 'string' ? { prompt: item, options: undefined } : item;
        try {
          results[index] = await this.generate({ ...shared, ...given, ...own } as Prompt);
        } catch (error) {
          results[index] = { error: LlmrrError.from(error, 'internal', `item ${index}`), text: null };
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(batchSize, items.length) }, work));
    return results;
  }

  embed(text: string, options?: Options): Promise<EmbeddingResult<number>>;
  embed(texts: readonly string[], options?: Options): Promise<EmbeddingResult<number[]>>;
  embed(input: string | readonly string[], options?: Options): Promise<EmbeddingResult<number> | EmbeddingResult<number[]>>;
  async embed(input: string | readonly string[], { model, fallbacks, signal, vendor, retries, timeoutMs, ...rest }: Options = {}): Promise<EmbeddingResult<number> | EmbeddingResult<number[]>> {
    const values = typeof input === 'string' ? [input] : input;
    if (!Array.isArray(values) || values.length === 0 || !values.every((value) => typeof value === 'string')) {
      throw new LlmrrError('invalid-request', 'input: expected a string or a non-empty list of strings', { details: { param: 'input' } });
    }
    const { dimensions, purpose } = rest as { dimensions?: number; purpose?: 'query' | 'document' };
    const embeddings = await this.embeddings(
      {
        values: values as readonly string[],
        ...(dimensions !== undefined && { dimensions }),
        ...(purpose && { purpose }),
        ...(signal && { signal }),
        ...(vendor && { vendor }),
        ...(retries !== undefined && { retries }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(fallbacks && { routing: { fallbacks } }),
      },
      model,
    );
    return typeof input === 'string' ? embeddingResult(embeddings, false) : embeddingResult(embeddings, true);
  }

  /** The Python system's call: what the request is for and how good it must be stand behind the messages. */
  complete(messages: Prompt, useCase?: string, tier?: string, options: Options = {}): Promise<GenerateResult> {
    return this.generate(messages, { ...options, ...(useCase !== undefined && { useCase }), ...(tier !== undefined && { tier }) });
  }

  /** The model behind a name, in memory and ready, with its own generate and stream. A failure names the model. */
  async load(name: string, options: Options = {}): Promise<LoadedModel> {
    let entry: ModelEntry;
    try {
      entry = await this.resolveModel(name);
      await this.loadWeights(entry.id);
    } catch (thrown) {
      const error = LlmrrError.from(thrown, 'model-load-failed', name);
      const { fallbacks } = options;
      if (fallbacks && fallbacks.length > 0) return this.load(fallbacks[0]!, { ...options, fallbacks: fallbacks.slice(1) });
      this.events.emit('model:failed', { modelId: name, error, timestamp: new Date(this.clock.wall()).toISOString() });
      throw new LlmrrError(error.code, error.message, { cause: error, retryable: error.retryable, details: { ...error.details, modelId: name } });
    }
    return loadedModel(this, entry, options);
  }

  async #collect(prompt: Prompt, options: Options): Promise<Answer> {
    const parts = collector('router');
    for await (const part of await this.#parts(prompt, options, 'whole')) parts.add(part);
    return parts.answer();
  }

  async #parts(prompt: Prompt, options: Options, delivery: NonNullable<LanguageCall['delivery']>): Promise<AsyncIterable<StreamPart>> {
    const given = isObject(prompt) ? { ...prompt, ...options } : options;
    // Only a template needs what `initialize` reads.
    if (given.template !== undefined) await this.ready();
    const { call, model, models, warnings } = request(isObject(prompt) ? undefined : prompt, given, this.templates);
    for (const message of warnings) this.events.emit('warning', { code: 'REQUEST_ALIAS', message });
    return this.dispatch({ ...call, delivery }, { model, models });
  }

  #result(answer: Answer, startedMs: number): GenerateResult {
    return new GenerateResult({ answer, provider: this.providerOf(answer.model), latencyMs: this.clock.now() - startedMs });
  }
}

function isObject(prompt: Prompt): prompt is GenerateOptions & { readonly [key: string]: unknown } {
  return typeof prompt === 'object' && prompt !== null && !Array.isArray(prompt);
}

async function* deferred<Item>(start: () => Promise<AsyncIterable<Item>>): AsyncGenerator<Item> {
  yield* await start();
}

spellings(Router.prototype);
