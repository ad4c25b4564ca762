import { expect, test } from '@jest/globals';
import type { JsonSchema } from '@llmrr/core';
import { grammarSchema } from './grammar-schema.ts';

const convert = (schema: JsonSchema, strict = false) => grammarSchema(schema, { what: 'test', strict });

test('the usual schema stays what it is, without what says nothing about values', () => {
  expect(
    convert({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Person',
      type: 'object',
      properties: { name: { type: 'string', description: 'full name', examples: ['Ada'] }, age: { type: 'integer', default: 3 } },
      required: ['name', 'age'],
      additionalProperties: false,
    }),
  ).toEqual({ type: 'object', properties: { name: { type: 'string', description: 'full name' }, age: { type: 'integer' } }, additionalProperties: false });
});

test('choices, nullable values, lists of types and short ranges are put into the grammar\'s words', () => {
  expect(convert({ anyOf: [{ const: 'a' }, { enum: [1, null] }] })).toEqual({ oneOf: [{ const: 'a' }, { enum: [1, null] }] });
  expect(convert({ type: 'string', nullable: true })).toEqual({ oneOf: [{ type: 'string' }, { type: 'null' }] });
  expect(convert({ type: ['string', 'null'] })).toEqual({ type: ['string', 'null'] });
  expect(convert({ type: ['array', 'null'], items: { type: 'number' } })).toEqual({ oneOf: [{ type: 'array', items: { type: 'number' } }, { type: 'null' }] });
  expect(convert({ type: 'integer', minimum: 1, exclusiveMaximum: 4 }, true)).toEqual({ enum: [1, 2, 3] });
  expect(convert({ type: 'string', format: 'date' })).toEqual({ type: 'string', format: 'date' });
  expect(convert({ type: 'array', prefixItems: [{ type: 'string' }], items: false })).toEqual({ type: 'array', prefixItems: [{ type: 'string' }], maxItems: 1 });
  expect(convert({ allOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { $ref: '#/$defs/b' }], $defs: { b: { properties: { b: { type: 'null' } } } } })).toEqual({
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'null' } },
    additionalProperties: false,
    $defs: { b: { type: 'object', properties: { b: { type: 'null' } }, additionalProperties: false } },
  });
  expect(convert({ type: 'object' })).toEqual({ type: 'object', properties: {}, additionalProperties: true });
});

test('definitions are followed, and optional properties that would repeat themselves for ever are left out', () => {
  const node = { type: 'object', properties: { value: { type: 'string' }, next: { $ref: '#/definitions/node' } }, required: ['value'] };
  expect(convert({ $ref: '#/definitions/node', definitions: { node, unused: { type: 'string' } } })).toEqual({
    $ref: '#/$defs/node',
    $defs: { node: { type: 'object', properties: { value: { type: 'string' } }, additionalProperties: false } },
  });
});

test('strict refuses by name what no grammar holds; otherwise it is left out', () => {
  for (const [schema, keyword] of [
    [{ type: 'string', pattern: '^a' }, 'pattern'],
    [{ type: 'number', minimum: 0 }, 'minimum'],
    [{ type: 'integer', minimum: 0, maximum: 1e9 }, 'minimum'],
    [{ not: { type: 'string' } }, 'not'],
  ] as const) {
    expect(() => convert({ type: 'object', properties: { a: schema } }, true)).toThrow(expect.objectContaining({ code: 'unsupported-capability', details: { path: '/properties/a', keyword } }));
    expect(() => convert(schema)).not.toThrow();
  }
  expect(() => convert({ enum: [{ a: 1 }] })).toThrow("'of an object or array' at /enum");
});

test('references into nothing and endless nesting are refused', () => {
  expect(() => convert({ $ref: '#/$defs/missing', $defs: { other: {} } })).toThrow("refers to '#/$defs/missing' at /; expected one of its own $defs (other)");
  let deep: JsonSchema = { type: 'string' };
  for (let level = 0; level < 80; level++) deep = { type: 'array', items: deep };
  expect(() => convert(deep)).toThrow('nested deeper than 64');
});

test('a property may have any name', () => {
  const { properties } = convert({ type: 'object', properties: JSON.parse('{"__proto__":{"type":"string"}}') });
  expect(Object.keys(properties as object)).toEqual(['__proto__']);
});

test.each([
  ['too many values', { enum: Array.from({ length: 20_000 }, (_, index) => `v${index}`) }, 'lists more than 500 values at /enum'],
  ['too many parts', { type: 'object', properties: Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`p${index}`, { type: 'null' }])) }, 'has more than 2000 parts'],
  ['an endless string', { type: 'string', minLength: 1e9 }, 'wants at least 1000000000'],
  ['an endless list', { type: 'object', properties: { list: { type: 'array', items: { type: 'integer' }, minItems: 1e6 } } }, 'at /properties/list/minItems'],
  ['a NUL in a name', { type: 'object', properties: { 'a\0b': { type: 'string' } } }, 'control characters'],
  ['an empty enum', { enum: [] }, 'allows nothing'],
  ['an empty anyOf', { anyOf: [] }, 'allows nothing'],
])('a schema with %s is refused before the engine works on it', (_name, schema, message) => {
  expect(() => grammarSchema(schema, { what: 'responseFormat', strict: true })).toThrow(message);
  expect(() => grammarSchema(schema, { what: 'responseFormat', strict: false })).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});

test('an upper bound beyond what any answer reaches is left out, and allOf of different types is refused', () => {
  expect(grammarSchema({ type: 'string', maxLength: 50_000 }, { what: 'x', strict: true })).toEqual({ type: 'string' });
  expect(() => grammarSchema({ allOf: [{ type: 'string' }, { type: 'number' }] }, { what: 'x', strict: true })).toThrow('allOf of different types');
});
