import type { ClassifyCall, EmbeddingCall, LanguageCall, RerankCall } from './call.ts';
import type { ModelCard } from './card.ts';
import type { StreamPart, Usage } from './part.ts';

/** Models are plain objects from factory functions: policies spread them, so nothing may hang on `this`. */
export interface LanguageModel {
  readonly id: string;
  readonly card: ModelCard;
  /** Yields `start`, content, `usage`, then exactly one `finish`. Failures are thrown as LlmrrError, never yielded. Obeys call.signal. */
  stream(call: LanguageCall): AsyncIterable<StreamPart>;
  /** What a router cannot know: whether the weights are in memory, and how much waits. Absent for remote models. */
  state?(): LocalState;
  /** Loads now what would otherwise load at the first call. */
  load?(): Promise<void>;
  /** Frees memory; the next call loads again. */
  unload?(): Promise<void>;
  close?(): Promise<void>;
}

export interface LocalState {
  readonly loaded: boolean;
  readonly active: number;
  readonly queued: number;
  readonly memoryBytes?: number;
}

export interface EmbeddingModel extends Omit<LanguageModel, 'stream'> {
  readonly dimensions: number;
  embed(call: EmbeddingCall): Promise<Embeddings>;
}
/** One vector per value, in order. */
export interface Embeddings {
  readonly model: string;
  readonly vectors: readonly Float32Array[];
  readonly usage: Usage | null;
}

export interface RerankModel extends Omit<LanguageModel, 'stream'> {
  rerank(call: RerankCall): Promise<Ranks>;
}
/** Best first; `index` points into the call's documents. */
export interface Ranks {
  readonly model: string;
  readonly results: readonly { readonly index: number; readonly score: number }[];
  readonly usage: Usage | null;
}

export interface ClassifierModel extends Omit<LanguageModel, 'stream'> {
  classify(call: ClassifyCall): Promise<Labels>;
}
/** Per text, its labels with probabilities, best first. */
export interface Labels {
  readonly model: string;
  readonly results: readonly (readonly { readonly label: string; readonly score: number }[])[];
  readonly usage: Usage | null;
}

export type AnyModel = LanguageModel | EmbeddingModel | RerankModel | ClassifierModel;
