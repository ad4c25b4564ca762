import { execFileSync } from 'node:child_process';
import type { FinishPart, LanguageCall, LanguageModel, Message, Source, StreamPart, TokenLogprob, Usage } from '@llmrr/core';
import { tinyLanguageModel } from '@llmrr/tiny-models';

export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly logprobs: readonly TokenLogprob[];
  readonly usage: Usage;
  readonly finish: FinishPart;
  readonly parts: readonly StreamPart[];
}

/** Reads a stream to its end and puts its blocks together. */
export async function answer(model: LanguageModel, call: Partial<LanguageCall> & { readonly prompt?: string }): Promise<Answer> {
  const parts: StreamPart[] = [];
  for await (const part of model.stream({ messages: [user(call.prompt ?? '')], ...call })) parts.push(part);
  return joined(parts);
}

export function joined(parts: readonly StreamPart[]): Answer {
  const text = (type: StreamPart['type']) => parts.flatMap((part) => (part.type === type && 'text' in part ? [part.text] : [])).join('');
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  for (const part of parts) {
    if (part.type !== 'tool-call') continue;
    const call = calls.get(part.index) ?? { id: '', name: '', arguments: '' };
    calls.set(part.index, { id: part.id ?? call.id, name: part.name ?? call.name, arguments: call.arguments + part.arguments });
  }
  return {
    text: text('text'),
    reasoning: text('reasoning'),
    calls: [...calls.values()],
    logprobs: parts.flatMap((part) => (part.type === 'text' ? (part.logprobs ?? []) : [])),
    usage: parts.findLast((part) => part.type === 'usage')?.usage ?? { inputTokens: -1, outputTokens: -1 },
    finish: parts.at(-1) as FinishPart,
    parts,
  };
}

export function user(content: string): Message {
  return { role: 'user', content };
}

export function assistant(content: string): Message {
  return { role: 'assistant', content };
}

export function fileSource(path: string, options: Readonly<Record<string, unknown>> = {}, id = 'pico'): Source {
  return { uri: `file:${path}`, scheme: 'file', rest: path, id, options };
}

export function tinySource(options: Readonly<Record<string, unknown>> = {}): Source {
  return fileSource(tinyLanguageModel.path, { threads: 1, ...options });
}

/** Process ids of the engines that this process has started and that still live. */
export function enginePids(parent = process.pid): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && Number(match[2]) === parent && !match[3]?.startsWith('Z') && /child[/\\]main\.js/.test(match[4] ?? ''))
    .map((match) => Number(match?.[1]));
}
