import { textOf, type Message } from '@llmrr/core';
import { capitals, facts, story } from './brain-facts.ts';

const longestCount = 10_000;

type Rule = readonly [pattern: RegExp, answer: (groups: readonly string[], history: readonly Message[]) => string | undefined];

const rules: readonly Rule[] = [
  [/capital(?: city)? of ([\p{L} ]+)/iu, ([country = '']) => {
    const name = country.trim();
    const capital = capitals[name.toLowerCase()];
    return capital && `The capital of ${name} is ${capital}.`;
  }],
  [/(-?\d+)\s*(?:plus|\+)\s*(-?\d+)/i, ([a, b]) => `${a} plus ${b} is ${Number(a) + Number(b)}.`],
  [/add (-?\d+) and (-?\d+)/i, ([a, b]) => `${a} plus ${b} is ${Number(a) + Number(b)}.`],
  [/(-?\d+)\s*(?:minus|-)\s*(-?\d+)/i, ([a, b]) => `${a} minus ${b} is ${Number(a) - Number(b)}.`],
  [/(-?\d+)\s*(?:times|x)\s*(-?\d+)/i, ([a, b]) => `${a} times ${b} is ${Number(a) * Number(b)}.`],
  [/count from (\d{1,6}) to (\d{1,6})/i, ([from, to]) => count(Number(from), Number(to))],
  [/count to (\d{1,6})/i, ([to]) => count(1, Number(to))],
  [/^(?:repeat|say this again|echo):?\s+(.+)/is, ([text]) => `You said: ${text}.`],
  [/story(?: about an? ([\p{L}]+))?/iu, ([hero]) => story(hero || 'robot')],
  [/my name is ([\p{L}]+)/iu, ([name]) => `Nice to meet you, ${name}!`],
  [/what is my name/i, (_, history) => {
    const name = history.map((message) => /my name is ([\p{L}]+)/iu.exec(textOf(message.content))?.[1]).findLast((found) => found);
    return name && `Your name is ${name}.`;
  }],
  [/^(?:hello|hi)\b/i, () => 'Hello! How can I help you?'],
  [/^thank/i, () => 'You are welcome!'],
  [/(?:what (?:is|does)|explain|define|tell me about|describe|know what) (?:(?:an?|the) )?([\p{L} ]+?)(?: is| mean| in one sentence)?[?.!]*$/iu, ([topic = '']) => facts[topic.toLowerCase()]],
];

/** A short true answer to what the tables know, else the question again; the same question always gets the same answer. */
export function answerTo(question: string, history: readonly Message[]): string {
  for (const [pattern, answer] of rules) {
    const match = pattern.exec(question);
    const text = match && answer(match.slice(1), history);
    if (text) return text;
  }
  return question === '' ? 'You said nothing.' : `You said: ${question}`;
}

function count(from: number, to: number): string {
  const last = Math.min(to, from + longestCount - 1);
  return `${Array.from({ length: Math.max(last - from + 1, 0) }, (_, step) => from + step).join(', ')}.`;
}
