import type { Message } from './content.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Attempt } from './decision.ts';
import type { Constraints } from './constraints.ts';

/** Who asks, and under which limits. */
export interface CallContext {
  readonly requestId?: string;
  readonly tenant?: string;
  readonly priority?: 'interactive' | 'batch';
  /** Milliseconds of the clock that was passed in (monotonic) by which the whole request must be done. */
  readonly deadlineMs?: number;
  readonly useCase?: string;
  readonly tier?: string;
  /** Called once for each attempt on a model, when it has ended. */
  readonly onAttempt?: (attempt: Attempt) => void;
}

/** What the policies read from any call. */
export interface BaseCall {
  readonly signal?: AbortSignal;
  readonly context?: CallContext;
  /** Extra attempts on the same model; overrides what the model is configured with. */
  readonly retries?: number;
  /** Limit on the whole attempt; overrides what the model is configured with. */
  readonly timeoutMs?: number;
  /** Fields for one vendor, sent as they are, keyed by provider name: `{ openai: { service_tier: 'flex' } }`. */
  readonly vendor?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Read by a router, never by a model. */
  readonly routing?: RoutingOptions;
}

export interface RoutingOptions {
  /** Name of a strategy; overrides the configured one. */
  readonly strategy?: string;
  /** Only these models are candidates; the order is kept if `strategy` is `priority`. */
  readonly models?: readonly string[];
  /** Only models of this provider are candidates. */
  readonly provider?: string;
  /** Tried after the chosen model, in this order, instead of the other candidates. */
  readonly fallbacks?: readonly string[];
  /** False: the first failure is the answer. */
  readonly fallback?: boolean;
  readonly constraints?: Constraints;
}

export interface Tool {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments object. */
  readonly parameters?: JsonSchema;
  readonly strict?: boolean;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | { readonly type: 'json-schema'; readonly name: string; readonly schema: JsonSchema; readonly description?: string; readonly strict?: boolean };

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

export interface LanguageCall extends BaseCall {
  readonly messages: readonly Message[];
  readonly tools?: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly responseFormat?: ResponseFormat;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  readonly logitBias?: Readonly<Record<string, number>>;
  /** Log-probabilities of the chosen token, and of this many others. */
  readonly logprobs?: number;
  readonly reasoning?: { readonly effort?: ReasoningEffort; readonly budgetTokens?: number };
  /** Opaque id of the end user, for the vendor's abuse monitoring. */
  readonly user?: string;
  /** `whole` lets an adapter ask for the answer in one piece. Default `parts`. */
  readonly delivery?: 'whole' | 'parts';
  /** Text of this same answer that was already sent: go on exactly behind it. */
  readonly continueFrom?: string;
}

export interface EmbeddingCall extends BaseCall {
  readonly values: readonly string[];
  readonly dimensions?: number;
  /** Some models embed a question and a passage differently. */
  readonly purpose?: 'query' | 'document';
}

export interface RerankCall extends BaseCall {
  readonly query: string;
  readonly documents: readonly string[];
  readonly topN?: number;
}

export interface ClassifyCall extends BaseCall {
  readonly texts: readonly string[];
}
