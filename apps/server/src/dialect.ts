import {
  chatCompletion,
  chatEvents,
  chatRelay,
  completionEvents,
  relayBody,
  textCompletion,
  type Answer,
  type AnswerFrame,
  type ChatEvents,
  type ChatEventsOptions,
  type ChatRelay,
  type RawPart,
  type StreamPart,
} from '@llmrr/core';

/** How answers are written for clients of one API. */
export interface Dialect {
  readonly idPrefix: string;
  whole(answers: readonly Answer[], frame: AnswerFrame): object;
  events(options: ChatEventsOptions): ChatEvents;
  /** The upstream's own bytes, where they can go out as they are. */
  relayBody(raw: RawPart | undefined): Uint8Array | undefined;
  relay(start: StreamPart, options: { readonly includeUsage: boolean }): ChatRelay | undefined;
}

export const chatDialect: Dialect = { idPrefix: 'chatcmpl-', whole: chatCompletion, events: chatEvents, relayBody, relay: chatRelay };

export const completionDialect: Dialect = { idPrefix: 'cmpl-', whole: textCompletion, events: completionEvents, relayBody: () => undefined, relay: () => undefined };
