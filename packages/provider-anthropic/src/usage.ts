import type { FinishReason, Usage } from '@llmrr/core';

import type { WireUsage } from './wire.ts';

/** Counts of the API, which tells cached input apart from the rest; ours include it. Later counts replace earlier ones, since all are cumulative. */
export function usageOf(wire: WireUsage): Usage {
  const cachedInputTokens = wire.cache_read_input_tokens ?? 0;
  const cacheWriteTokens = wire.cache_creation_input_tokens ?? 0;
  const reasoningTokens = wire.output_tokens_details?.thinking_tokens;
  return {
    inputTokens: (wire.input_tokens ?? 0) + cachedInputTokens + cacheWriteTokens,
    outputTokens: wire.output_tokens ?? 0,
    ...(cachedInputTokens > 0 && { cachedInputTokens }),
    ...(cacheWriteTokens > 0 && { cacheWriteTokens }),
    ...(typeof reasoningTokens === 'number' && { reasoningTokens }),
  };
}

/** A later event leaves out, or sets to null, what has not changed. */
export function laterUsage(before: WireUsage, after: WireUsage): WireUsage {
  const later = { ...before };
  for (const [key, value] of Object.entries(after)) if (value !== null && value !== undefined) later[key] = value;
  return later;
}

const reasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'content-filter'],
]);

/** `other` for pause_turn and whatever is new. */
export function finishReason(stopReason: string | null | undefined): FinishReason {
  return reasons.get(stopReason ?? '') ?? 'other';
}
