import type { Answer } from '../answer.ts';
import type { Decision } from '../decision.ts';
import type { FinishReason, TokenLogprob } from '../part.ts';
import { openAiUsage, totalUsage, type OpenAiUsage } from './openai-usage.ts';

/** What stands around the choices of an answer in OpenAI's dialects. */
export interface AnswerFrame {
  readonly id: string;
  readonly createdSeconds: number;
  /** As the client is told it. */
  readonly model: string;
  /** Set: goes into the body under `llmrr`. */
  readonly decisions?: readonly Decision[];
}

export type OpenAiFinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

export interface OpenAiLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[] | null;
  readonly top_logprobs: readonly { readonly token: string; readonly logprob: number; readonly bytes: readonly number[] | null }[];
}

export interface ChatCompletion {
  readonly id: string;
  readonly object: 'chat.completion';
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly message: {
      readonly role: 'assistant';
      readonly content: string | null;
      readonly refusal: string | null;
      /** As DeepSeek and others spell it; accepted back in the next turn. */
      readonly reasoning_content?: string;
      readonly tool_calls?: readonly { readonly id: string; readonly type: 'function'; readonly function: { readonly name: string; readonly arguments: string } }[];
    };
    readonly logprobs: { readonly content: readonly OpenAiLogprob[]; readonly refusal: null } | null;
    readonly finish_reason: OpenAiFinishReason;
  }[];
  readonly usage?: OpenAiUsage;
  readonly llmrr?: { readonly decision: Decision } | { readonly decisions: readonly Decision[] };
}

/** OpenAI's object of one or several whole answers to one request, in the order of their choices. */
export function chatCompletion(answers: readonly Answer[], { id, createdSeconds, model, decisions }: AnswerFrame): ChatCompletion {
  const usage = totalUsage(answers.map((answer) => answer.usage));
  return {
    id,
    object: 'chat.completion',
    created: createdSeconds,
    model,
    choices: answers.map((answer, index) => ({ index, message: messageOf(answer), logprobs: logprobsOf(answer.logprobs), finish_reason: finishReasons[answer.finishReason] })),
    ...(usage && { usage: openAiUsage(usage) }),
    ...(decisions && { llmrr: decisionBody(decisions) }),
  };
}

export const finishReasons: Readonly<Record<FinishReason, OpenAiFinishReason>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  other: 'stop',
};

export function decisionBody(decisions: readonly Decision[]): { decision: Decision } | { decisions: readonly Decision[] } {
  return decisions.length === 1 ? { decision: decisions[0]! } : { decisions };
}

export function logprobsOf(logprobs: readonly TokenLogprob[] | undefined): { content: readonly OpenAiLogprob[]; refusal: null } | null {
  if (!logprobs) return null;
  return {
    content: logprobs.map(({ token, logprob, bytes, top }) => ({
      token,
      logprob: finite(logprob),
      bytes: bytes ?? bytesOf(token),
      top_logprobs: (top ?? []).map((other) => ({ token: other.token, logprob: finite(other.logprob), bytes: other.bytes ?? bytesOf(other.token) })),
    })),
    refusal: null,
  };
}

/** JSON has no infinity; OpenAI writes -9999 for what is next to impossible. */
function finite(logprob: number): number {
  return Number.isFinite(logprob) ? logprob : -9999;
}

const encoder = new TextEncoder();
function bytesOf(token: string): readonly number[] {
  return [...encoder.encode(token)];
}

function messageOf({ text, refusal, reasoning, toolCalls }: Answer): ChatCompletion['choices'][number]['message'] {
  return {
    role: 'assistant',
    content: text || (toolCalls.length > 0 || refusal ? null : ''),
    refusal: refusal || null,
    ...(reasoning && { reasoning_content: reasoning }),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(({ id, name, arguments: text }) => ({ id, type: 'function' as const, function: { name, arguments: text } })) }),
  };
}
