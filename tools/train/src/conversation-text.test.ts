import { expect, test } from '@jest/globals';
import { conversationPieces, spacedJson, toolPieces } from './conversation-text.ts';

const uses = [
  { name: 'get_weather', parameters: { city: 'Oslo' }, result: { sky: 'sunny' } },
  { name: 'get_time', result: '9:30' },
];
const text = (pieces: readonly { text: string }[]): string => pieces.map((piece) => piece.text).join('');

test('a chat is written in ChatML, and only answers count fully', () => {
  const pieces = conversationPieces({ system: 'Be kind.', turns: [{ category: 'hello', question: 'Hi', answer: 'Hello!' }] });
  expect(text(pieces)).toBe(
    '<|endoftext|><|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello!<|im_end|>\n',
  );
  expect(pieces.filter(({ weight }) => weight === 10).map((piece) => piece.text)).toEqual(['Hello!', '<|im_end|>']);
});

test('calls stand one by one with their results, or together before them', () => {
  expect(text(toolPieces(uses, false))).toBe(
    '||call: get_weather({"city": "Oslo"})\n||result: {"sky": "sunny"}\n||call: get_time()\n||result: "9:30"\n',
  );
  expect(text(toolPieces(uses, true))).toBe(
    '||call: get_weather({"city": "Oslo"})\n||call: get_time()\n||result: {"sky": "sunny"}\n\n||result: "9:30"\n',
  );
});

test('the model learns the line break after a call, but not the result that a program gives', () => {
  const learned = toolPieces(uses.slice(0, 1), true)
    .filter(({ weight }) => weight > 0)
    .map((piece) => piece.text);
  expect(learned).toEqual(['||call: ', 'get_weather', '(', '{"city": "Oslo"}', ')', '\n', '||result: ']);
});

test('the noise of an unpredictable question is not learned', () => {
  const pieces = conversationPieces({
    turns: [{ category: 'unknown', question: 'zomu bapik', answer: 'I do not know.', unpredictable: true }],
  });
  expect(pieces.find((piece) => piece.text === 'zomu bapik')?.weight).toBe(0);
});

test('JSON has the spaces that the engine writes', () => {
  expect(spacedJson({ a: [1, 'x'], b: { c: null } })).toBe('{"a": [1, "x"], "b": {"c": null}}');
});
