import type { GenerateResult } from '@llmrr/core';
import type { ResultShape } from './versions.ts';

export interface ResultV1_0 {
  readonly text: string;
  readonly model: string;
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}
export interface ResultV1_2 {
  readonly response: string;
  readonly modelUsed: string;
  readonly metrics: { readonly promptTokens: number; readonly completionTokens: number; readonly totalTokens: number; readonly duration: number; readonly cost: number | null };
}

/** Plain objects of exactly the shape that each version returned. */
export const shapes = {
  'v1.0': ({ text, model, usage }: GenerateResult): ResultV1_0 => ({
    text,
    model,
    usage: { prompt_tokens: usage?.promptTokens ?? 0, completion_tokens: usage?.completionTokens ?? 0, total_tokens: usage?.totalTokens ?? 0 },
  }),
  'v1.2': ({ response, modelUsed, metrics }: GenerateResult): ResultV1_2 => ({ response, modelUsed, metrics }),
} as const satisfies Record<ResultShape, (result: GenerateResult) => unknown>;
