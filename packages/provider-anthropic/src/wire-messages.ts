import { LlmrrError, type Message } from '@llmrr/core';

import type { ModelTraits } from './model-traits.ts';
import { assistantBlocks, systemBlocks, userBlocks } from './wire-blocks.ts';
import type { WireBlock, WireMessage, WireText } from './wire-request.ts';

export interface WireConversation {
  /** Leading system messages. */
  readonly system: WireText[];
  /** Neighbours of one role are one message; results of tools come first in theirs. */
  readonly messages: WireMessage[];
}

/**
 * A later system message stays where it is, or slides behind the user's turn it precedes, since the API takes it only
 * there; models without that role get it in the user's turn, as text between <system> tags.
 */
export function wireMessages(messages: readonly Message[], { model, traits }: { readonly model: string; readonly traits: ModelTraits }): WireConversation {
  const system: WireText[] = [];
  const turns: WireMessage[] = [];
  let waiting: WireText[] = [];

  const add = (role: 'user' | 'assistant', blocks: readonly WireBlock[]): void => {
    if (blocks.length === 0) return;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: [...blocks] });
  };
  const placeSystem = (): void => {
    if (waiting.length === 0) return;
    if (traits.systemMessages && turns.at(-1)?.role === 'user') turns.push({ role: 'system', content: waiting });
    else add('user', waiting.map((block) => ({ ...block, text: `<system>\n${block.text}\n</system>` })));
    waiting = [];
  };

  for (const message of messages) {
    switch (message.role) {
      case 'system':
        (turns.length === 0 ? system : waiting).push(...systemBlocks(message));
        break;
      case 'assistant': {
        const blocks = assistantBlocks(message, model);
        if (blocks.length > 0) placeSystem();
        add('assistant', blocks);
        break;
      }
      case 'user':
      case 'tool':
        add('user', userBlocks(message, model));
        break;
      default:
        throw new LlmrrError('invalid-request', `a message has the role ${JSON.stringify(message.role)}; expected system, user, assistant or tool`);
    }
  }
  placeSystem();
  if (turns.length === 0) throw new LlmrrError('invalid-request', 'the messages hold nothing that a model could answer; expected at least one user message with content');
  for (const turn of turns) if (turn.role === 'user') turn.content = resultsFirst(turn.content);
  return { system, messages: turns };
}

/** The API wants the results right behind the calls. */
function resultsFirst(blocks: WireBlock[]): WireBlock[] {
  const results = blocks.filter(({ type }) => type === 'tool_result');
  return results.length === 0 ? blocks : [...results, ...blocks.filter(({ type }) => type !== 'tool_result')];
}
