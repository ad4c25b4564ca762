import { totalmem } from 'node:os';
import { LlmrrError } from '@llmrr/core';
import { estimateGgufMemory, type GgufInfo } from '@llmrr/formats';
import type { GgufSettings } from './gguf-options.ts';

/** How a model will be run, decided from its header before it is loaded. */
export interface GgufPlan {
  readonly contextTokens: number;
  /** Why it is not what was asked for, or not what the model could do; `null` when it is. */
  readonly contextReason: string | null;
  readonly estimatedBytes: number;
  readonly limitBytes: number;
}

const usualContext = 8192;
const leastContext = 2048;

/** Never more context than the model was trained on: the engine would accept it, and the answers would be noise. */
export function ggufPlan(info: GgufInfo, { contextTokens: asked, sequences, memoryLimitBytes }: GgufSettings): GgufPlan {
  const limitBytes = memoryLimitBytes ?? memoryOfMachine();
  const trained = info.contextTokens ?? (asked === undefined ? 4096 : asked);
  const bytes = (contextTokens: number) => estimateGgufMemory(info, { contextTokens, sequences }).total;
  const plan = (contextTokens: number, contextReason: string | null): GgufPlan => ({ contextTokens, contextReason, estimatedBytes: bytes(contextTokens), limitBytes });

  if (asked !== undefined) {
    return asked > trained ? plan(trained, `contextTokens ${asked} was lowered to ${trained}: the model was trained on no more`) : plan(asked, null);
  }
  let chosen = Math.min(trained, usualContext);
  while (chosen / 2 >= leastContext && bytes(chosen) > limitBytes / 2) chosen = Math.floor(chosen / 2);
  return plan(chosen, chosen < trained ? `the model was trained on ${trained}; set contextTokens to use more of it` : null);
}

/** Refuses before anything is loaded what would not fit. */
export function checkMemory(path: string, { estimatedBytes, limitBytes, contextTokens }: GgufPlan): void {
  if (estimatedBytes <= limitBytes) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
  throw new LlmrrError(
    'model-load-failed',
    `${path} would take about ${gigabytes(estimatedBytes)} with ${contextTokens} tokens of context for each call, and the limit is ${gigabytes(limitBytes)}. Lower contextTokens or sequences, use a smaller quantisation, or raise memoryLimitBytes.`,
    { details: { estimatedBytes, limitBytes } },
  );
}

function memoryOfMachine(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
