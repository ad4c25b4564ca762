import { textOf, type FinishReason, type LanguageCall, type Message } from '@llmrr/core';
import { answerTo } from './brain-answer.ts';
import { fill } from './brain-fill.ts';
import { toolCallsFor, type ThoughtToolCall } from './brain-tools.ts';
import { countTokens, tokensOf } from './token.ts';

/** A whole answer before any vendor's encoding; each string is one token. */
export interface Thought {
  readonly reasoning: readonly string[];
  readonly redacted?: string;
  readonly text: readonly string[];
  readonly refusal?: string;
  readonly toolCalls: readonly ThoughtToolCall[];
  readonly reason: FinishReason;
  readonly stopSequence?: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly reasoningTokens: number };
}

/** An answer given by a test instead of the brain; a string is its text. */
export interface GivenAnswer {
  readonly text?: string;
  readonly reasoning?: string;
  /** Opaque reasoning, as Anthropic sends it. */
  readonly redacted?: string;
  readonly refusal?: string;
  /** `arguments` may be any text, also broken JSON. */
  readonly toolCalls?: readonly ThoughtToolCall[];
  readonly reason?: FinishReason;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number; readonly reasoningTokens?: number };
}

/** What the mock and all stubs answer: deterministic, from the call alone; `stop` and `maxTokens` hold for given answers too. */
export function think(call: LanguageCall, given?: GivenAnswer | string, { mark = '' }: { mark?: string } = {}): Thought {
  const answer: GivenAnswer = typeof given === 'string' ? { text: given } : given ?? invent(call, mark);
  const toolCalls = answer.toolCalls ?? [];
  const reasoning = tokensOf(answer.reasoning ?? '');
  const written = remainder(answer.text ?? '', call.continueFrom);
  const stop = firstStop(written, call.stop ?? []);
  const wanted = tokensOf(stop ? written.slice(0, stop.at) : written);
  const text = wanted.slice(0, Math.max((call.maxTokens ?? Infinity) - reasoning.length, 0));
  const cut = text.length < wanted.length;
  const callTokens = toolCalls.reduce((sum, each) => sum + countTokens(each.name) + countTokens(each.arguments), 0);
  const natural = toolCalls.length > 0 ? 'tool-calls' : 'stop';
  return {
    reasoning,
    ...(answer.redacted !== undefined && { redacted: answer.redacted }),
    text,
    ...(answer.refusal !== undefined && { refusal: answer.refusal }),
    toolCalls,
    reason: answer.reason ?? (cut ? 'length' : natural),
    ...(stop && !cut && { stopSequence: stop.sequence }),
    usage: {
      inputTokens: countInputTokens(call),
      outputTokens: text.length + reasoning.length + callTokens + countTokens(answer.refusal ?? ''),
      reasoningTokens: reasoning.length,
      ...answer.usage,
    },
  };
}

/** Grows with everything that a vendor would charge for: messages, images, tools, schema. */
export function countInputTokens({ messages, tools = [], responseFormat }: LanguageCall): number {
  let count = 3;
  for (const { content } of messages) count += 4 + (typeof content === 'string' ? countTokens(content) : content.reduce((sum, part) => sum + partTokens(part), 0));
  for (const tool of tools) count += 4 + countTokens(JSON.stringify(tool));
  if (responseFormat?.type === 'json-schema') count += countTokens(JSON.stringify(responseFormat.schema));
  return count;
}

const imageTokens = 85;

function partTokens(part: Exclude<Message['content'], string>[number]): number {
  switch (part.type) {
    case 'text':
    case 'refusal':
    case 'reasoning':
      return countTokens(part.text);
    case 'tool-call':
      return countTokens(part.name) + countTokens(part.arguments);
    case 'tool-result':
      return countTokens(resultText(part.content));
    default:
      return imageTokens;
  }
}

function invent(call: LanguageCall, mark: string): GivenAnswer {
  const asked = call.messages.findLastIndex(({ role }) => role === 'user');
  const question = textOf(call.messages[asked]?.content ?? '').trim();
  const results = call.messages.slice(asked + 1).flatMap(({ content }) => (typeof content === 'string' ? [] : content.filter((part) => part.type === 'tool-result')));
  const asks = call.reasoning !== undefined && call.reasoning.effort !== 'none';
  const reasoning = asks ? { reasoning: `The question is: ${question} I look it up in my table.` } : {};
  const forced = call.toolChoice === 'required' || typeof call.toolChoice === 'object';
  const toolCalls = results.length === 0 || forced ? toolCallsFor(question, call) : [];
  if (toolCalls.length > 0) return { ...reasoning, toolCalls };
  const format = call.responseFormat?.type ?? 'text';
  if (format === 'json-schema' && call.responseFormat?.type === 'json-schema') {
    return { ...reasoning, text: JSON.stringify(fill(call.responseFormat.schema, question)) };
  }
  const extracted = /^(?:extract|write)\b.*\bjson\b/is.test(question) ? JSON.stringify(fill(schemaAsked(question), question)) : undefined;
  if (format === 'json') return { ...reasoning, text: extracted ?? JSON.stringify({ answer: answerTo(question, call.messages) }) };
  const text = results.length > 0 ? results.map(({ content, isError }) => report(resultText(content), isError)).join(' ') : extracted ?? answerTo(question, call.messages);
  return { ...reasoning, text: mark + text };
}

/** 'Extract the name and age as JSON' names its own fields. */
function schemaAsked(question: string): Record<string, unknown> {
  const names = (/extract (?:the )?(.+?) as json/i.exec(question)?.[1] ?? '').split(/,| and /).map((name) => name.trim());
  const labelled = [...question.matchAll(/(?:with|and|,) (\p{Ll}+) (?:\p{Lu}|\d)/gu)].map(([, name]) => name ?? '');
  const fields = [...names, ...labelled].filter((name) => /^\p{Ll}+$/u.test(name));
  const type = (name: string) => (/^(?:age|year|count|number|price|amount)s?$/.test(name) ? 'integer' : 'string');
  return { type: 'object', properties: Object.fromEntries(fields.map((name) => [name, { type: type(name) }])) };
}

function report(result: string, isError = false): string {
  if (isError) return `The tool failed: ${result}`;
  try {
    const parsed: unknown = JSON.parse(result);
    if (typeof parsed === 'object' && parsed !== null) return `The tool says: ${Object.entries(parsed).map(([key, each]) => `${key} ${typeof each === 'object' ? JSON.stringify(each) : String(each)}`).join(', ')}.`;
  } catch {
    // Plain text is a result like any other.
  }
  return `The tool says: ${result}.`;
}

function resultText(content: string | readonly { readonly type: string; readonly text?: string }[]): string {
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('');
}

function remainder(text: string, sent: string | undefined): string {
  return sent !== undefined && text.startsWith(sent) ? text.slice(sent.length) : text;
}

function firstStop(text: string, sequences: readonly string[]): { readonly at: number; readonly sequence: string } | undefined {
  let first: { at: number; sequence: string } | undefined;
  for (const sequence of sequences) {
    const at = sequence === '' ? -1 : text.indexOf(sequence);
    if (at >= 0 && (!first || at < first.at)) first = { at, sequence };
  }
  return first;
}
