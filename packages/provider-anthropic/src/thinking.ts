import { LlmrrError, type LanguageCall, type ReasoningEffort } from '@llmrr/core';

import type { ModelTraits } from './model-traits.ts';
import type { WireMessage, WireOutputConfig, WireThinkingConfig } from './wire-request.ts';

export interface Thinking {
  readonly config?: WireThinkingConfig;
  readonly effort?: NonNullable<WireOutputConfig['effort']>;
  /** Thinking counts towards it, so a budget may need more than the default. */
  readonly maxTokens: number;
}

export interface ThinkingContext {
  readonly model: string;
  readonly traits: ModelTraits;
  readonly maxTokens: number;
  readonly highestMaxTokens: number | undefined;
  readonly messages: readonly WireMessage[];
}

const smallestBudget = 1_024;
/** Left for the answer when the budget was given and the limit was not. */
const answerTokens = 4_096;
/** Share of the limit that a model of the `budget` kind may think. */
const shares: Readonly<Record<Exclude<ReasoningEffort, 'none'>, number>> = { minimal: 0.1, low: 0.2, medium: 0.5, high: 0.8, xhigh: 0.95 };

/** `reasoning` as the model understands it; throws `unsupported-capability` where it does not think, `invalid-request` where the budget does not fit. */
export function thinking(call: LanguageCall, context: ThinkingContext): Thinking {
  const { traits, model, maxTokens } = context;
  const { reasoning } = call;
  if (!reasoning) return { maxTokens };
  if (reasoning.effort === 'none') return { ...notThinking(traits), maxTokens };
  if (traits.thinking === 'none') throw new LlmrrError('unsupported-capability', `${model} does not think; leave \`reasoning\` out, or use claude-3-7-sonnet or newer`);
  // The API takes a forced tool only from a model that is not thinking, and the tool was the clearer demand.
  if (call.toolChoice === 'required' || typeof call.toolChoice === 'object') return { maxTokens };
  if (traits.thinking === 'adaptive') {
    const effort = effortOf(reasoning, traits);
    return { config: { type: 'adaptive', ...(traits.hidesThinking && { display: 'summarized' as const }) }, ...(effort && { effort }), maxTokens };
  }
  return midTurnWithout(context.messages) ? { maxTokens } : budgeted(call, context);
}

function budgeted(call: LanguageCall, { model, maxTokens, highestMaxTokens }: ThinkingContext): Thinking {
  const { effort = 'medium', budgetTokens } = call.reasoning!;
  if (budgetTokens === undefined) {
    // Too small a limit to think within; effort is a wish, the limit is not.
    if (maxTokens <= smallestBudget) return { maxTokens };
    const budget = Math.floor(maxTokens * shares[effort === 'none' ? 'minimal' : effort]);
    return { config: { type: 'enabled', budget_tokens: Math.min(Math.max(budget, smallestBudget), maxTokens - 1) }, maxTokens };
  }
  const budget = Math.max(budgetTokens, smallestBudget);
  const limit = call.maxTokens === undefined ? Math.min(Math.max(maxTokens, budget + answerTokens), highestMaxTokens ?? Infinity) : maxTokens;
  if (budget >= limit) {
    throw new LlmrrError('invalid-request', `${model} needs maxTokens above reasoning.budgetTokens (at least ${smallestBudget}); found maxTokens ${limit}, budgetTokens ${budgetTokens}`);
  }
  return { config: { type: 'enabled', budget_tokens: budget }, maxTokens: limit };
}

function notThinking({ thinkingDefault }: ModelTraits): Pick<Thinking, 'config' | 'effort'> {
  if (thinkingDefault === 'on') return { config: { type: 'disabled' } };
  return thinkingDefault === 'always' ? { effort: 'low' } : {};
}

function effortOf({ effort, budgetTokens }: NonNullable<LanguageCall['reasoning']>, { highestEffort }: ModelTraits): Thinking['effort'] {
  if (effort === undefined) return budgetTokens === undefined ? undefined : budgetTokens <= 4_096 ? 'low' : budgetTokens <= 16_384 ? 'medium' : 'high';
  if (effort === 'minimal' || effort === 'none') return 'low';
  return effort === 'xhigh' ? highestEffort : effort;
}

/** Results are going back to a turn that called tools without thinking, another model's say: switching it on now is an error. */
function midTurnWithout(messages: readonly WireMessage[]): boolean {
  const last = messages.at(-1);
  if (last?.role !== 'user' || !last.content.some(({ type }) => type === 'tool_result')) return false;
  const first = messages.at(-2)?.content[0]?.type;
  return first !== 'thinking' && first !== 'redacted_thinking';
}
