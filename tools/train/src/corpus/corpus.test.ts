import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type Conversation, corpus, examinations } from './corpus.ts';
import { heldOut } from './lesson.ts';

function first(count: number, seed: number): Conversation[] {
  const conversations: Conversation[] = [];
  for (const conversation of corpus(seed)) {
    if (conversations.push(conversation) === count) break;
  }
  return conversations;
}
const sample = first(20_000, 2026);
const turns = sample.flatMap((conversation) => conversation.turns);

test('the same seed makes the same text, to the letter', () => {
  const digest = createHash('sha256')
    .update(JSON.stringify(sample.slice(0, 2000)))
    .digest('hex');
  expect(digest).toBe('e537c05cb36ed84520f82ce362f47e573a40d86c424147f78fd25998fe7bcf90');
  expect(first(50, 1)).toEqual(first(50, 1));
  expect(first(50, 1)).not.toEqual(first(50, 2));
});

test('what is held out never comes up in training', () => {
  const keys = turns.flatMap(({ key }) => (key === undefined ? [] : [key]));
  expect(keys.filter(heldOut)).toEqual([]);
  const asked = examinations(3, 20);
  expect(new Set(asked.map(({ category }) => category)).size).toBeGreaterThan(15);
  const known = new Set(turns.filter(({ category }) => ['add', 'unknown', 'json'].includes(category)).map(({ question }) => question));
  const fresh = asked.filter(({ category }) => ['add', 'unknown', 'json'].includes(category));
  expect(fresh.filter(({ question }) => known.has(question))).toEqual([]);
  for (const { before } of asked) expect(before.filter(({ key }) => heldOut(key))).toEqual([]);
});

test('the wordings of the first recipe are kept', () => {
  const plain = (question: string): string => question.toLowerCase().replace(/[.?!]$/, '').replace(/\d+/g, '#');
  const questions = new Set(turns.map(({ question }) => plain(question)));
  for (const wording of [
    'What is GGUF?',
    'Define ONNX.',
    'what is a token',
    'Describe a router in one sentence.',
    'What is the capital of France?',
    'capital of Spain?',
    'Where is Rome?',
    'What is 2 plus 2?',
    'Add 3 and 4.',
    'What is 9 minus 4?',
    'What is 3 times 3?',
    'Count to 5.',
    'What is the opposite of hot?',
    'What color is grass?',
    'What day comes after Monday?',
    'Hello!',
    'Hi',
    'Thank you!',
    'Good bye',
    'Who are you?',
    'What is your name?',
    'What can you do?',
    'What is LLM Runner Router?',
    'Tell me a story.',
    'Tell me a story about a robot.',
    'Which model should answer a live chat?',
    'Classify the sentiment: I love this phone.',
    'What time is it?',
  ])
    expect([wording, questions.has(plain(wording))]).toEqual([wording, true]);
});

test('an answer never depends on how the question was typed', () => {
  const answers = new Map<string, Set<string>>();
  for (const { category, question, answer } of sample
    .filter(({ turns: all, system }) => all.length === 1 && system === undefined)
    .flatMap((each) => each.turns)) {
    if (category === 'story' || category === 'repeat' || category === 'continue') continue;
    answers.set(question.toLowerCase(), (answers.get(question.toLowerCase()) ?? new Set()).add(answer));
  }
  expect([...answers].filter(([, each]) => each.size > 1).map(([question, each]) => [question, ...each])).toEqual([]);
});

test('what was told is asked for later, and what was not told is admitted', () => {
  const asked = sample.filter((conversation) => conversation.turns.at(-1)?.category === 'memory' && conversation.turns.length > 1);
  expect(asked.length).toBeGreaterThan(100);
  for (const {
    turns: [told, ...rest],
  } of asked) {
    const answer = rest.at(-1)?.answer ?? '';
    if (answer.startsWith('Your name is')) expect(told?.question).toContain(answer.slice('Your name is '.length, -1));
  }
});

test('a tool is called by a name and with parameters that its signature has', () => {
  const withTools = sample.filter((conversation) => conversation.turns.some(({ uses }) => uses !== undefined));
  expect(withTools.length).toBeGreaterThan(500);
  for (const { system, turns: all } of withTools)
    for (const { name, parameters } of all.flatMap(({ uses }) => uses ?? [])) {
      expect(system).toContain(`function ${name}(`);
      for (const parameter of Object.keys(parameters ?? {})) expect(system).toMatch(new RegExp(`\\b${parameter}: `));
    }
});
