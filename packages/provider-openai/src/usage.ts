import type { Usage } from '@llmrr/core';

import { number, record } from './wire.ts';

/** Chat completions' or responses' token counts, with the spellings of the compatibles; undefined when there are none. */
export function usageOf(wire: unknown): Usage | undefined {
  const usage = record(wire);
  const input = number(usage['prompt_tokens']) ?? number(usage['input_tokens']);
  const total = number(usage['total_tokens']);
  if (input === undefined) return undefined;
  const written = number(usage['completion_tokens']) ?? number(usage['output_tokens']) ?? 0;
  const inputDetails = record(usage['prompt_tokens_details'] ?? usage['input_tokens_details']);
  const outputDetails = record(usage['completion_tokens_details'] ?? usage['output_tokens_details']);
  const cached = number(inputDetails['cached_tokens']) ?? number(usage['prompt_cache_hit_tokens']) ?? number(usage['cached_tokens']);
  const cacheWrite = number(inputDetails['cache_write_tokens']);
  const reasoning = number(outputDetails['reasoning_tokens']) ?? number(usage['reasoning_tokens']);
  const cost = number(usage['cost']) ?? number(record(usage['cost'])['total_cost']);
  return {
    inputTokens: input,
    // xAI and Gemini count thoughts in the total only, and they are paid for.
    outputTokens: total === undefined ? written : Math.max(written, total - input),
    ...(cached !== undefined && { cachedInputTokens: cached }),
    ...(cacheWrite !== undefined && { cacheWriteTokens: cacheWrite }),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    ...(cost !== undefined && { costUsd: cost }),
  };
}
