import type { Usage } from '../part.ts';

export interface OpenAiUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly audio_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number; readonly audio_tokens: number; readonly accepted_prediction_tokens: number; readonly rejected_prediction_tokens: number };
}

export function openAiUsage({ inputTokens, outputTokens, cachedInputTokens = 0, reasoningTokens = 0 }: Usage): OpenAiUsage {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoningTokens, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
  };
}

/** Of several answers to one request: all of it was worked for. `null` when one of them is unknown. */
export function totalUsage(usages: readonly (Usage | null)[]): Usage | null {
  let total: Usage | null = null;
  for (const usage of usages) {
    if (!usage) return null;
    total = total
      ? {
          inputTokens: total.inputTokens + usage.inputTokens,
          outputTokens: total.outputTokens + usage.outputTokens,
          cachedInputTokens: (total.cachedInputTokens ?? 0) + (usage.cachedInputTokens ?? 0),
          reasoningTokens: (total.reasoningTokens ?? 0) + (usage.reasoningTokens ?? 0),
        }
      : usage;
  }
  return total;
}
