import type { FinishReason } from '@llmrr/core';

const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  length: 'length',
  model_length: 'length',
  max_tokens: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  safety: 'content-filter',
};

/** Some compatibles say `stop` although they ask for a tool. */
export function finishReason(vendorReason: string | undefined, calledTools: boolean): FinishReason {
  const reason = reasons[vendorReason?.toLowerCase() ?? ''] ?? 'other';
  return calledTools && (reason === 'stop' || vendorReason === undefined) ? 'tool-calls' : reason;
}
