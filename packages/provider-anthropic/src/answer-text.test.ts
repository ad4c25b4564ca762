import { expect, test } from '@jest/globals';
import { encodeEvent } from '@llmrr/http';
import fc from 'fast-check';

import { answerText } from './answer-text.ts';
import { answered, hello, opened, partsOf, replay } from './replay.test.transport.ts';

const options = { model: 'anthropic:claude', heldBack: '' };
const split = (text: string, lengths: readonly number[]): string[] => {
  const pieces: string[] = [];
  let at = 0;
  for (const length of [...lengths, text.length]) pieces.push(text.slice(at, (at += length)));
  return pieces;
};
const whole = (text: string, lengths: readonly number[], jsonBehind = ''): string => {
  const filter = answerText({ ...options, jsonBehind })!;
  return split(text, lengths).map((piece) => filter.push(piece)).join('') + filter.end('stop');
};
const streamed = (text: string): string =>
  [
    { type: 'message_start', message: { id: 'msg', model: 'claude', usage: { input_tokens: 5 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...split(text, [1, 3, 2, 9]).map((piece) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ]
    .map((event) => encodeEvent({ event: event.type, data: JSON.stringify(event) }))
    .join('');
const said = (text: string, stop_reason = 'end_turn'): object => ({ id: 'msg', type: 'message', role: 'assistant', model: 'claude', content: [{ type: 'text', text }], stop_reason, stop_sequence: null, usage: { input_tokens: 5, output_tokens: 5 } });

test('text that nobody must look at is passed on', () => {
  expect(answerText(options)).toBeUndefined();
});

test('JSON comes through whatever it is and however it is cut, with or without a fence', () => {
  fc.assert(
    fc.property(fc.json(), fc.array(fc.nat(6)), fc.constantFrom(['', ''], ['```json\n', '\n```'], ['```\n', '```\n'], [' \n```json\n', '\n```  \n'], ['```json ', ' ```']), (json, lengths, [before, after]) => {
      expect(JSON.parse(whole(before + json + after, lengths))).toEqual(JSON.parse(json));
      expect(whole(before + json + after, lengths)).not.toMatch(/```\s*$/);
    }),
    { numRuns: 1_000 },
  );
});

test('backticks within fenced JSON are kept', () => {
  expect(whole('```json\n{"code": "a ``` b `"}\n```', [1, 2, 3, 4, 5, 6, 7, 1, 1, 1, 1, 1])).toBe('{"code": "a ``` b `"}');
});

test('JSON is asked for in words, freed of its fence and checked: what is none ends with invalid-output, in one piece and in parts [S0-034]', async () => {
  for (const delivery of ['whole', 'parts'] as const) {
    const bodyOf = (text: string) => (delivery === 'whole' ? said(text) : streamed(text));
    const transport = replay({ body: bodyOf('```json\n{"age": 36}\n```') }, { body: bodyOf('Sure! Here it is: {"age": 36}') });
    const model = await opened('claude-sonnet-5-5', transport);
    const call = { ...hello, delivery, responseFormat: { type: 'json' } } as const;
    const parts = await partsOf(model, call);
    expect(transport.requests[0]!.json['system']).toEqual([{ type: 'text', text: expect.stringContaining('JSON object') }]);
    expect(parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('')).toBe('{"age": 36}');
    expect(parts.every(({ raw }) => raw === undefined)).toBe(true);
    await expect(partsOf(model, call)).rejects.toMatchObject({ code: 'invalid-output', retryable: true, message: expect.stringContaining('Sure! Here it is') });
  }
});

test('JSON cut off by the limit is not called invalid, for its reason says so', async () => {
  const parts = await answered(said('{"age": 3', 'max_tokens'), { call: { ...hello, responseFormat: { type: 'json' } } });
  expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'length' });
});

test('JSON that is continued is judged together with its beginning', () => {
  expect(whole(' 36}', [2], '{"age":')).toBe(' 36}');
  expect(() => whole(' 36', [2], '{"age":')).toThrow('was asked for JSON');
});

test('white space that was held back from the API is not said twice', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\s{1,4}$/), fc.stringMatching(/^\w{0,10}$/), fc.array(fc.nat(3)), (space, word, lengths) => {
      const again = answerText({ ...options, heldBack: space })!;
      expect(split(space + word, lengths).map((piece) => again.push(piece)).join('')).toBe(word);
      const anew = answerText({ ...options, heldBack: space })!;
      expect(split(word, lengths).map((piece) => anew.push(piece)).join('')).toBe(word);
    }),
  );
});
