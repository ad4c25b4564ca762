import type { LanguageCall, Tool } from '@llmrr/core';
import { fill } from './brain-fill.ts';

export interface ThoughtToolCall {
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

const hollow = new Set(['get', 'set', 'the', 'tool', 'function', 'call', 'fetch', 'run', 'do', 'for', 'current']);
const synonyms: Readonly<Record<string, readonly string[]>> = { add: ['plus', 'sum'], weather: ['forecast'], search: ['find', 'look'] };

/** Which of the offered tools a question needs: those whose name's words occur in it, unless the choice is forced. */
export function toolCallsFor(question: string, call: LanguageCall): readonly ThoughtToolCall[] {
  const { tools = [], toolChoice = 'auto' } = call;
  if (tools.length === 0 || toolChoice === 'none') return [];
  if (typeof toolChoice === 'object') return tools.filter(({ name }) => name === toolChoice.name).slice(0, 1).map((tool) => callOf(tool, question));
  const needed = tools.filter((tool) => needs(question, tool));
  if (needed.length === 0) return toolChoice === 'required' ? tools.slice(0, 1).map((tool) => callOf(tool, question)) : [];
  const calls = needed.flatMap((tool) => perPlace(question).map((part) => callOf(tool, part)));
  const unique = calls.filter((each, index) => calls.findIndex((other) => other.name === each.name && other.arguments === each.arguments) === index);
  return call.parallelToolCalls === false ? unique.slice(0, 1) : unique;
}

function needs(question: string, { name }: Tool): boolean {
  const asked = new Set(question.toLowerCase().match(/[\p{L}+]+/gu) ?? []);
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().split(/[^\p{L}]+/u);
  return words.some((word) => word.length > 2 && !hollow.has(word) && [word, ...(synonyms[word] ?? [])].some((each) => asked.has(each)));
}

/** 'in Paris and in Rome' asks twice. */
function perPlace(question: string): readonly string[] {
  const places = [...question.matchAll(/\bin \p{Lu}[\p{L}-]*/gu)].map(([place]) => place);
  return places.length > 1 ? places : [question];
}

function callOf({ name, parameters }: Tool, question: string): ThoughtToolCall {
  const filled = parameters ? fill({ type: 'object', ...parameters }, question) : {};
  return { name, arguments: JSON.stringify(filled) };
}
