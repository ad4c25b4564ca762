import { textOf, type Message } from '../content.ts';

/** 'role: content' lines, for engines that only complete text; a chat engine gets the messages themselves (S1-049). */
export function messagesToPrompt(messages: readonly Message[]): string {
  return messages.map(({ role, content }) => `${role}: ${textOf(content)}`).join('\n');
}
