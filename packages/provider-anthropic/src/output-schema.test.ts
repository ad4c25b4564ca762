import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { outputSchema } from './output-schema.ts';

const schemas = fc.letrec<{ schema: object }>((tie) => {
  const schema = tie('schema');
  const text = { description: fc.string({ minLength: 1 }), title: fc.string() };
  const some = { requiredKeys: ['type'] as ['type'] };
  return {
    schema: fc.oneof(
      { maxDepth: 3 },
      // The SDK tells an unknown format and minItems last, so they come last here.
      fc.record({ type: fc.constant('string'), ...text, minLength: fc.nat(), pattern: fc.string(), format: fc.constantFrom('email', 'date', 'regex') }, some),
      fc.record({ type: fc.constantFrom('integer', 'number'), minimum: fc.integer(), multipleOf: fc.nat(), ...text }, some),
      fc.record({ type: fc.constant('string'), enum: fc.array(fc.string(), { minLength: 1 }) }),
      fc.record({ const: fc.oneof(fc.string(), fc.integer(), fc.constant(null)) }),
      fc.record({ $ref: fc.constant('#/$defs/node') }),
      fc.record({ type: fc.constant('array'), items: schema, ...text, maxItems: fc.nat(), minItems: fc.nat(3) }, some),
      fc.record({ type: fc.constant('object'), properties: fc.dictionary(fc.stringMatching(/^[a-z]+$/), schema), required: fc.array(fc.string()), additionalProperties: fc.boolean(), minProperties: fc.nat(), ...text }, some),
      fc.record({ anyOf: fc.array(schema), ...text }, { requiredKeys: ['anyOf'] }),
      fc.record({ oneOf: fc.array(schema) }),
      fc.record({ allOf: fc.array(schema), $defs: fc.dictionary(fc.constantFrom('node', 'leaf'), schema) }, { requiredKeys: ['allOf'] }),
    ),
  };
}).schema;

test('a schema becomes what the SDK makes of it', () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      expect(outputSchema(schema as Record<string, unknown>)).toEqual(transformJSONSchema(schema));
    }),
    { numRuns: 300 },
  );
});

test('a schema without a type, where the SDK throws, is left to the API', () => {
  expect(outputSchema({ description: 'anything' })).toEqual({ description: 'anything' });
});
