import { LlmrrError } from '@llmrr/core';

/** What a caller's signal says: its own reason if that is one of ours or a time limit, else `aborted`. */
export function abortError(signal: AbortSignal, model: string): LlmrrError {
  const reason: unknown = signal.reason;
  if (LlmrrError.is(reason)) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return new LlmrrError('timeout', `The time limit of the call ran out while ${model} answered.`, { cause: reason });
  }
  return new LlmrrError('aborted', `The call of ${model} was aborted by its caller.`, { cause: reason });
}
