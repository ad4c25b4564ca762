import { expect, test } from '@jest/globals';
import type { LanguageCall } from '@llmrr/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { fill } from './brain-fill.ts';
import { think } from './brain.ts';
import { countTokens, tokensOf } from './token.ts';

const ask = (content: string, more: Partial<LanguageCall> = {}): LanguageCall => ({ messages: [{ role: 'user', content }], ...more });
const textOf = (call: LanguageCall) => think(call).text.join('');

test('tokens joined are the text again, and counting counts them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), fc.string(), (units, plain) => {
      const text = String.fromCharCode(...units) + plain;
      expect(tokensOf(text).join('')).toBe(text);
      expect(countTokens(text)).toBe(tokensOf(text).length);
    }),
  );
});

test('a megabyte of blanks is cut in linear time', () => {
  expect(tokensOf(' '.repeat(1_000_000))).toHaveLength(1);
});

test.each([
  ['What is the capital of Japan?', 'The capital of Japan is Tokyo.'],
  ['Tell me the capital of Peru.', 'The capital of Peru is Lima.'],
  ['What is a router?', 'A router looks at each request and chooses the model that should answer it.'],
  ['Explain the circuit breaker.', 'A circuit breaker stops sending requests to a model that keeps failing, and tries again later.'],
  ['What is 17 plus 5?', '17 plus 5 is 22.'],
  ['What is 5 - 17?', '5 minus 17 is -12.'],
  ['What is 6 times 7?', '6 times 7 is 42.'],
  ['Count from 3 to 6.', '3, 4, 5, 6.'],
  ['Repeat: one two', 'You said: one two.'],
  ['Extract the name and city as JSON: Ben lives in Oslo.', '{"name":"Ben","city":"Oslo"}'],
  ['Write a JSON object with name Ada and age 36.', '{"name":"Ada","age":36}'],
  ['What is the capital of Nowhere?', 'You said: What is the capital of Nowhere?'],
])('it answers %p', (question, answer) => {
  expect(textOf(ask(question))).toBe(answer);
});

test('it remembers a name from an earlier turn', () => {
  const messages = [{ role: 'user', content: 'My name is Ada.' }, { role: 'assistant', content: 'Nice to meet you, Ada!' }, { role: 'user', content: 'What is my name?' }] as const;
  expect(textOf({ messages })).toBe('Your name is Ada.');
});

const tool = (name: string, properties: Record<string, unknown> = {}) => ({ name, parameters: { type: 'object', properties, required: Object.keys(properties) } });
const city = { city: { type: 'string' } };

test('it calls the tools that the question needs, and no other', () => {
  const tools = [tool('get_weather', city), tool('add', { a: { type: 'number' }, b: { type: 'number' } }), tool('getTime')];
  const callsFor = (question: string, more: Partial<LanguageCall> = {}) => think(ask(question, { tools, ...more })).toolCalls.map(({ name, arguments: json }) => `${name}${json}`);
  expect(callsFor('What is the weather in New Delhi?')).toEqual(['get_weather{"city":"New Delhi"}']);
  expect(callsFor('What is 12 plus 30?')).toEqual(['add{"a":12,"b":30}']);
  expect(callsFor('What is the weather in Paris and in Rome?')).toEqual(['get_weather{"city":"Paris"}', 'get_weather{"city":"Rome"}']);
  expect(callsFor('What is the weather in Paris and in Rome?', { parallelToolCalls: false })).toEqual(['get_weather{"city":"Paris"}']);
  expect(callsFor('Hello!')).toEqual([]);
});

/** Schemas as APIs are asked for: nested, with bounds, choices and references. */
const schemas = fc.letrec<{ any: Record<string, unknown> }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ type: fc.constant('string'), minLength: fc.nat(5), maxLength: fc.integer({ min: 5, max: 20 }) }),
    fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -5, max: 5 }), maximum: fc.integer({ min: 5, max: 90 }) }),
    fc.record({ type: fc.constantFrom('number', 'boolean', 'null') }),
    fc.record({ type: fc.constant(['string', 'null']) }),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom('red', 'green', 'blue', 7, null), { minLength: 1 }) }),
    fc.record({ const: fc.constantFrom('x', 1, true) }),
    fc.record({ $ref: fc.constant('#/$defs/leaf') }),
    fc.record({ anyOf: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ type: fc.constant('array'), items: tie('any'), minItems: fc.nat(3), maxItems: fc.integer({ min: 3, max: 5 }) }),
    fc.dictionary(fc.constantFrom('name', 'age', 'city', 'tags'), tie('any'), { maxKeys: 3 }).map((properties) => ({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false })),
  ),
}));

test('what it fills into a schema, the schema accepts', () => {
  const ajv = new Ajv2020({ strict: false });
  fc.assert(
    fc.property(schemas.any, fc.constantFrom('Extract as JSON: Ada is 36 years old.', '', 'What is the weather in Paris?', '-7.5 and 1e9'), (given, text) => {
      const schema = { ...given, $defs: { leaf: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] } } };
      const validate = ajv.compile(schema);
      expect([validate(fill(schema, text)), validate.errors]).toEqual([true, null]);
    }),
  );
});

test('a schema that contains itself ends', () => {
  const tree = { type: 'object', properties: { left: { $ref: '#' } }, required: ['left'] };
  expect(JSON.stringify(fill(tree, 'grow')).length).toBeLessThan(1000);
});
