import type { ErrorCode, JsonSchema, StreamPart, TokenLogprob, Usage } from '@llmrr/core';

/** What the parent tells the engine's process. The first message is `load`, once. */
export type EngineRequest = LoadRequest | GenerateRequest | EmbedRequest | { readonly type: 'abort'; readonly id: number };

export interface LoadRequest {
  readonly type: 'load';
  readonly purpose: 'language' | 'embedding';
  /** What to import: 'node-llama-cpp', or a file URL. */
  readonly engine: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly contextTokens: number;
  readonly sequences: number;
  /** `null`: measure which number is fastest. */
  readonly threads: number | null;
  readonly gpu: false | 'auto' | 'metal' | 'cuda' | 'vulkan';
  readonly gpuLayers: number | null;
  readonly checkTensors: boolean;
}

/** node-llama-cpp's chat history, as plain data. */
export type HistoryItem =
  | { readonly type: 'system' | 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: readonly ResponseItem[] };
export type ResponseItem =
  | string
  | { readonly type: 'segment'; readonly segmentType: 'thought'; readonly text: string; readonly ended: boolean }
  | { readonly type: 'functionCall'; readonly name: string; readonly params: unknown; readonly result: unknown; readonly startsNewChunk: boolean };

export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  /** By token of the model's vocabulary; added to the logit. */
  readonly logitBias?: readonly (readonly [token: number, bias: number])[];
}

export interface GenerateRequest {
  readonly type: 'generate';
  readonly id: number;
  readonly history: readonly HistoryItem[];
  /** The answer begins with this text, which is not sent again. */
  readonly prefill: string;
  readonly functions: Readonly<Record<string, { readonly description?: string; readonly params?: JsonSchema }>> | null;
  /** True: the answer must be a call of one of the functions. */
  readonly mustCall: boolean;
  readonly parallelCalls: boolean;
  readonly format: 'text' | 'json' | { readonly schema: JsonSchema };
  readonly sampling: Sampling;
  readonly maxTokens: number | null;
  readonly stop: readonly string[];
  /** How many other tokens to show with each; `null`: no log-probabilities. */
  readonly logprobs: number | null;
  readonly thoughtTokens: number | null;
  /** True: the whole answer in one message. */
  readonly whole: boolean;
}

export interface EmbedRequest {
  readonly type: 'embed';
  readonly id: number;
  readonly values: readonly string[];
}

/** What the engine's process tells the parent. */
export type EngineReply = Loaded | Failed | Started | Parts | Finished | Embedded;

export interface Loaded {
  readonly type: 'loaded';
  readonly threads: number;
  /** Tokens that one sequence really holds. */
  readonly contextTokens: number;
  readonly gpu: string | false;
  /** How prompts are written: 'ChatML', 'JinjaTemplate' ... */
  readonly chatWrapper: string;
  readonly memoryBytes: number;
}
/** Without `id`: the load failed. */
export interface Failed {
  readonly type: 'failed';
  readonly id?: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
/** The prompt fits, and its evaluation begins. */
export interface Started {
  readonly type: 'started';
  readonly id: number;
  readonly usage: Usage;
}
export interface Parts {
  readonly type: 'parts';
  readonly id: number;
  readonly parts: readonly StreamPart[];
}
/** The last message of a call that did not fail, with the last of its parts; an aborted call ends with it too. */
export interface Finished {
  readonly type: 'finished';
  readonly id: number;
  readonly parts: readonly StreamPart[];
  readonly memoryBytes: number;
}
export interface Embedded {
  readonly type: 'embedded';
  readonly id: number;
  readonly vectors: readonly Float32Array[];
  readonly inputTokens: number;
}

export type { TokenLogprob };
