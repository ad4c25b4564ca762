import type { Decision } from '../decision.ts';
import type { StreamPart, TokenLogprob, Usage } from '../part.ts';
import { decisionBody, finishReasons, logprobsOf } from './openai-chat-answer.ts';
import { openAiUsage } from './openai-usage.ts';

export interface ChatEventsOptions {
  readonly id: string;
  readonly createdSeconds: number;
  /** As the client is told it. */
  readonly model: string;
  /** The client asked for `stream_options.include_usage`. */
  readonly includeUsage: boolean;
}

/** Writes parts as the events of OpenAI's chat stream, each whole with its blank line. */
export interface ChatEvents {
  /** '' for a part that the dialect does not show. A finish with `decisions` carries them. */
  choice(index: number): (part: StreamPart, decisions?: readonly Decision[]) => string;
  /** The event behind the last choice; '' where there is nothing to tell. */
  usage(usage: Usage | null, decisions?: readonly Decision[]): string;
}

/** What ends a complete stream. */
export const doneEvent = 'data: [DONE]\n\n';

export function chatEvents({ id, createdSeconds, model, includeUsage }: ChatEventsOptions): ChatEvents {
  const head = `data: {"id":${JSON.stringify(id)},"object":"chat.completion.chunk","created":${createdSeconds},"model":${JSON.stringify(model)},"choices":[`;
  const tail = includeUsage ? '],"usage":null}\n\n' : ']}\n\n';

  return {
    choice(index) {
      const open = `${head}{"index":${index},"delta":`;
      const close = `,"logprobs":null,"finish_reason":null}${tail}`;
      const textOpen = `${open}{"content":`;
      const textClose = `}${close}`;
      const withLogprobs = (delta: string, logprobs: readonly TokenLogprob[]) => `${open}${delta},"logprobs":${JSON.stringify(logprobsOf(logprobs))},"finish_reason":null}${tail}`;
      const toolIndices = new Map<number, number>();

      return (part, decisions) => {
        switch (part.type) {
          case 'text': {
            const text = JSON.stringify(part.text);
            return part.logprobs ? withLogprobs(`{"content":${text}}`, part.logprobs) : textOpen + text + textClose;
          }
          case 'start':
            return `${open}{"role":"assistant","content":"","refusal":null}${close}`;
          case 'reasoning':
            return part.text ? `${open}{"reasoning_content":${JSON.stringify(part.text)}}${close}` : '';
          case 'refusal':
            return `${open}{"refusal":${JSON.stringify(part.text)}}${close}`;
          case 'tool-call': {
            let place = toolIndices.get(part.index);
            const first = place === undefined;
            if (place === undefined) toolIndices.set(part.index, (place = toolIndices.size));
            const opening = first ? `"id":${JSON.stringify(part.id ?? '')},"type":"function","function":{"name":${JSON.stringify(part.name ?? '')},"arguments":` : '"function":{"arguments":';
            return `${open}{"tool_calls":[{"index":${place},${opening}${JSON.stringify(part.arguments)}}}]}${close}`;
          }
          case 'finish':
            return `${open}{},"logprobs":null,"finish_reason":"${finishReasons[part.reason]}"}${decisions ? tailWith(decisions) : tail}`;
          case 'usage':
          case 'vendor':
            return '';
          default:
            return part satisfies never;
        }
      };

      function tailWith(decisions: readonly Decision[]): string {
        return `],${includeUsage ? '"usage":null,' : ''}"llmrr":${JSON.stringify(decisionBody(decisions))}}\n\n`;
      }
    },
    usage(usage, decisions) {
      if (!includeUsage || !usage) return '';
      return `${head}],"usage":${JSON.stringify(openAiUsage(usage))}${decisions ? `,"llmrr":${JSON.stringify(decisionBody(decisions))}` : ''}}\n\n`;
    },
  };
}
