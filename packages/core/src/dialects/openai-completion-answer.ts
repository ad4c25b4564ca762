import type { Answer } from '../answer.ts';
import type { Decision } from '../decision.ts';
import type { StreamPart, TokenLogprob, Usage } from '../part.ts';
import { decisionBody, finishReasons, type AnswerFrame } from './openai-chat-answer.ts';
import type { ChatEvents, ChatEventsOptions } from './openai-chat-events.ts';
import { openAiUsage, totalUsage, type OpenAiUsage } from './openai-usage.ts';

interface CompletionLogprobs {
  readonly tokens: readonly string[];
  readonly token_logprobs: readonly number[];
  readonly top_logprobs: readonly Readonly<Record<string, number>>[];
  readonly text_offset: readonly number[];
}

export interface TextCompletion {
  readonly id: string;
  readonly object: 'text_completion';
  readonly created: number;
  readonly model: string;
  readonly choices: readonly { readonly index: number; readonly text: string; readonly logprobs: CompletionLogprobs | null; readonly finish_reason: 'stop' | 'length' | 'content_filter' }[];
  readonly usage?: OpenAiUsage;
  readonly llmrr?: { readonly decision: Decision } | { readonly decisions: readonly Decision[] };
}

/** The legacy object: text only, what else the model said is not shown. */
export function textCompletion(answers: readonly Answer[], { id, createdSeconds, model, decisions }: AnswerFrame): TextCompletion {
  const usage = totalUsage(answers.map((answer) => answer.usage));
  return {
    id,
    object: 'text_completion',
    created: createdSeconds,
    model,
    choices: answers.map(({ text, logprobs, finishReason }, index) => ({ index, text, logprobs: logprobs ? logprobsOf(logprobs, 0) : null, finish_reason: reasonOf(finishReason) })),
    ...(usage && { usage: openAiUsage(usage) }),
    ...(decisions && { llmrr: decisionBody(decisions) }),
  };
}

/** The legacy stream, in which each event has the shape of the whole object. */
export function completionEvents({ id, createdSeconds, model, includeUsage }: ChatEventsOptions): ChatEvents {
  const event = (choices: readonly object[], decisions?: readonly Decision[], usage: Usage | null = null): string =>
    `data: ${JSON.stringify({
      id,
      object: 'text_completion',
      created: createdSeconds,
      model,
      choices,
      ...(includeUsage && { usage: usage && openAiUsage(usage) }),
      ...(decisions && { llmrr: decisionBody(decisions) }),
    })}\n\n`;

  return {
    choice(index) {
      let offset = 0;
      return (part: StreamPart, decisions) => {
        if (part.type === 'text') {
          const logprobs = part.logprobs ? logprobsOf(part.logprobs, offset) : null;
          offset += part.text.length;
          return event([{ index, text: part.text, logprobs, finish_reason: null }]);
        }
        if (part.type === 'finish') return event([{ index, text: '', logprobs: null, finish_reason: reasonOf(part.reason) }], decisions);
        return '';
      };
    },
    usage: (usage, decisions) => (includeUsage && usage ? event([], decisions, usage) : ''),
  };
}

function reasonOf(reason: Answer['finishReason']): 'stop' | 'length' | 'content_filter' {
  const known = finishReasons[reason];
  return known === 'tool_calls' ? 'stop' : known;
}

function logprobsOf(logprobs: readonly TokenLogprob[], start: number): CompletionLogprobs {
  let offset = start;
  return {
    tokens: logprobs.map(({ token }) => token),
    token_logprobs: logprobs.map(({ logprob }) => logprob),
    top_logprobs: logprobs.map(({ token, logprob, top }) => Object.fromEntries((top?.length ? top : [{ token, logprob }]).map((other) => [other.token, other.logprob]))),
    text_offset: logprobs.map(({ token }) => {
      const at = offset;
      offset += token.length;
      return at;
    }),
  };
}
