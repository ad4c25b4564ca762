import type { Command } from 'commander';
import { LlmrrError } from '@llmrr/core';
import type { Terminal } from './terminal.ts';

const maxCharacters = 16 * 1024 * 1024;

/** The words of the command line, or what is piped in; with both, the piped text stands behind the words. */
export async function promptOf(words: readonly string[], { input, signal }: Terminal, command: Command): Promise<string> {
  const typed = words.join(' ');
  const piped = input.isTTY ? '' : await readAll(input, signal);
  const prompt = [typed, piped.trim()].filter(Boolean).join('\n\n');
  if (!prompt) command.error('error: nothing to send: expected words behind the command, or text piped in');
  return prompt;
}

async function readAll(input: Terminal['input'], signal: AbortSignal): Promise<string> {
  // A pipe that nobody writes into would wait for ever.
  const stop = () => void input.destroy?.(new LlmrrError('aborted', 'stopped while reading standard input'));
  signal.addEventListener('abort', stop, { once: true });
  let text = '';
  input.setEncoding('utf8');
  for await (const piece of input) {
    text += String(piece);
    if (text.length > maxCharacters) throw new LlmrrError('payload-too-large', `more than ${maxCharacters} characters were piped in; expected a prompt`);
  }
  signal.removeEventListener('abort', stop);
  return text;
}
