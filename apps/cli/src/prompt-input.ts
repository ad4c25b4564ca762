import { LlmrrError } from '@llmrr/core';
import type { Terminal } from './terminal.ts';

const maxCharacters = 16 * 1024 * 1024;

/** The words of the command line, or what is piped in; with both, the piped text stands behind the words. */
export async function promptOf(words: readonly string[], { input }: Terminal): Promise<string> {
  const typed = words.join(' ');
  const piped = input.isTTY ? '' : await readAll(input);
  const prompt = [typed, piped.trim()].filter(Boolean).join('\n\n');
  if (!prompt) throw new LlmrrError('invalid-request', 'no prompt: expected words behind the command, or text piped in');
  return prompt;
}

async function readAll(input: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  input.setEncoding('utf8');
  for await (const piece of input) {
    text += String(piece);
    if (text.length > maxCharacters) throw new LlmrrError('payload-too-large', `more than ${maxCharacters} characters were piped in`);
  }
  return text;
}
