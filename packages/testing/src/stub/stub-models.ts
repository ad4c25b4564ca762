import type { LanguageCall } from '@llmrr/core';
import type { Thought } from '../brain.ts';

/** A model that a stub offers. */
export interface StubModel {
  readonly id: string;
  readonly contextTokens?: number;
}

export interface ModelOptions {
  /** Only these exist, others get 404; without it any name answers. */
  readonly models?: readonly StubModel[];
  /** Window of models that state none. */
  readonly contextTokens?: number;
}

const usualContextTokens = 16_384;

/** `undefined` when there is no such model. */
export function windowOf(name: string, { models, contextTokens = usualContextTokens }: ModelOptions): number | undefined {
  if (!models) return contextTokens;
  const model = models.find(({ id }) => id === name);
  return model && (model.contextTokens ?? contextTokens);
}

/** Tokens asked for in all, when they exceed the window. */
export function overflow(call: LanguageCall, { usage }: Thought, contextTokens: number): number | undefined {
  const wanted = usage.inputTokens + (call.maxTokens ?? 0);
  return wanted > contextTokens ? wanted : undefined;
}
