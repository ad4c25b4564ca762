import { LlmrrError, type JsonSchema } from '@llmrr/core';
import { assertSchemaLimits, schemaLimits } from './schema-limits.ts';

export interface GrammarSchemaOptions {
  /** For messages: 'responseFormat', or the tool. */
  readonly what: string;
  /** Refuse what the grammar cannot hold the model to, instead of leaving it out. */
  readonly strict: boolean;
}

type Schema = Record<string, unknown>;

const maxDepth = 64;
const maxListedIntegers = 128;
const scalarTypes = ['string', 'number', 'integer', 'boolean', 'null'];
// Says nothing about which values are allowed.
const annotations = new Set(['title', 'description', 'default', 'examples', 'example', 'deprecated', 'readOnly', 'writeOnly', '$schema', '$id', '$comment', '$defs', 'definitions', 'required', 'nullable', 'format', 'strict']);
const understood = new Set(['type', 'const', 'enum', 'properties', 'additionalProperties', 'minProperties', 'maxProperties', 'items', 'prefixItems', 'minItems', 'maxItems', 'minLength', 'maxLength', 'anyOf', 'oneOf', 'allOf', '$ref']);

/**
 * A JSON Schema in the words of the engine's grammars. What comes out allows no more than what goes in, but for the
 * keywords that no grammar holds (`pattern`, `minimum` of wide ranges ...): strict refuses them. All properties are
 * generated, optional ones too, except where that would never end.
 */
export function grammarSchema(schema: JsonSchema, { what, strict }: GrammarSchemaOptions): JsonSchema {
  assertSchemaLimits(schema, what);
  const definitions = { ...asSchema(schema['definitions']), ...asSchema(schema['$defs']) };
  const endless = new Set(Object.keys(definitions).filter((name) => reaches(definitions[name], name, definitions, new Set())));
  const root = convert(schema, '', 0);
  const used = Object.keys(definitions).filter((name) => reaches(schema, name, definitions, new Set()));
  if (used.length === 0) return root;
  const $defs = Object.fromEntries(used.map((name) => [name, convert(definitions[name], `/$defs/${name}`, 0)]));
  return { ...('const' in root || 'enum' in root || isScalar(root) ? { oneOf: [root] } : root), $defs };

  function convert(value: unknown, path: string, depth: number): Schema {
    if (depth > maxDepth) throw new LlmrrError('invalid-request', `The schema of ${what} is nested deeper than ${maxDepth} at ${path.slice(0, 80)}.`);
    if (value === false) throw unenforceable(path, 'false');
    const { nullable, ...given } = asSchema(value);
    if (strict) {
      for (const keyword of Object.keys(given)) if (!annotations.has(keyword) && !understood.has(keyword) && !listedRange(given)) throw unenforceable(path, keyword);
    }
    const converted = convertKind(given, path, depth);
    const described = typeof given['description'] === 'string' ? { ...converted, description: given['description'] } : converted;
    return nullable === true ? { oneOf: [described, { type: 'null' }] } : described;
  }

  function convertKind(given: Schema, path: string, depth: number): Schema {
    if (typeof given['$ref'] === 'string') return { $ref: `#/$defs/${definitionName(given['$ref'], path)}` };
    if ('const' in given) return { const: scalar(given['const'], `${path}/const`) };
    if (Array.isArray(given['enum'])) return { enum: given['enum'].map((item) => scalar(item, `${path}/enum`)) };
    const alternatives = given['anyOf'] ?? given['oneOf'];
    if (Array.isArray(alternatives) && strict && 'properties' in given) throw unenforceable(path, 'anyOf beside properties');
    if (Array.isArray(alternatives)) return { oneOf: alternatives.map((item, index) => convert(item, `${path}/anyOf/${index}`, depth + 1)) };
    if (Array.isArray(given['allOf']) && new Set(given['allOf'].map((part) => String(asSchema(part)['type'] ?? '')).filter(Boolean)).size > 1) throw unenforceable(path, 'allOf of different types');
    if (Array.isArray(given['allOf'])) return convert(merged(given, (reference) => asSchema(definitions[definitionName(reference, path)])), path, depth + 1);
    const types = typesOf(given);
    if (types.length === 1) return convertType(String(types[0]), given, path, depth);
    if (types.every((type) => scalarTypes.includes(String(type)))) return { type: types };
    return { oneOf: types.map((type) => convertType(String(type), given, path, depth)) };
  }

  function convertType(type: string, given: Schema, path: string, depth: number): Schema {
    if (type === 'object') return convertObject(given, path, depth);
    if (type === 'array') {
      const items = given['items'];
      const prefix = given['prefixItems'];
      return {
        type,
        ...(items !== undefined && items !== false && { items: convert(items, `${path}/items`, depth + 1) }),
        ...(Array.isArray(prefix) && { prefixItems: prefix.map((item, index) => convert(item, `${path}/prefixItems/${index}`, depth + 1)) }),
        ...numbers(given, 'minItems', 'maxItems'),
        ...(items === false && Array.isArray(prefix) && { maxItems: prefix.length }),
      };
    }
    if (type === 'string') {
      const format = given['format'];
      return { type, ...(format === 'date' || format === 'time' || format === 'date-time' ? { format } : numbers(given, 'minLength', 'maxLength')) };
    }
    if (type === 'integer') return listedRange(given) ?? { type };
    if (scalarTypes.includes(type)) return { type };
    throw new LlmrrError('invalid-request', `The schema of ${what} has an unknown type '${type}' at ${path || '/'}.`);
  }

  function convertObject(given: Schema, path: string, depth: number): Schema {
    const required = new Set(Array.isArray(given['required']) ? given['required'] : []);
    const kept = Object.entries(asSchema(given['properties'])).filter(
      ([name, property]) => required.has(name) || ![...endless].some((definition) => reaches(property, definition, definitions, new Set())),
    );
    const properties = Object.fromEntries(kept.map(([name, property]) => [name, convert(property, `${path}/properties/${name}`, depth + 1)]));
    const additional = given['additionalProperties'] ?? given['properties'] === undefined;
    return {
      type: 'object',
      properties,
      additionalProperties: typeof additional === 'boolean' ? additional : convert(additional, `${path}/additionalProperties`, depth + 1),
      ...numbers(given, 'minProperties', 'maxProperties'),
    };
  }

  function definitionName(reference: string, path: string): string {
    const name = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(reference)?.[1];
    if (name === undefined || !Object.hasOwn(definitions, name)) {
      throw new LlmrrError('invalid-request', `The schema of ${what} refers to '${reference}' at ${path || '/'}; expected one of its own $defs (${Object.keys(definitions).join(', ') || 'it has none'}).`);
    }
    return name;
  }

  function scalar(value: unknown, path: string): unknown {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
    throw unenforceable(path, 'of an object or array');
  }

  function unenforceable(path: string, keyword: string): LlmrrError {
    return new LlmrrError('unsupported-capability', `The schema of ${what} uses '${keyword}' at ${path || '/'}, which this engine's grammars cannot enforce. Leave it away, or do not ask for strict.`, {
      details: { path, keyword },
    });
  }
}

/** Objects that must all hold at once, as one. */
function merged(given: Schema, definition: (reference: string) => Schema): Schema {
  const { allOf, ...own } = given;
  const parts = [...(allOf as unknown[]).map(asSchema), own].map(({ $ref, ...part }) => (typeof $ref === 'string' ? { ...definition($ref), ...part } : part));
  return parts.reduce<Schema>(
    (all, part) => ({
      ...all,
      ...part,
      ...(all['properties'] || part['properties'] ? { properties: { ...asSchema(all['properties']), ...asSchema(part['properties']) } } : {}),
      ...(all['required'] || part['required'] ? { required: [...((all['required'] as unknown[]) ?? []), ...((part['required'] as unknown[]) ?? [])] } : {}),
    }),
    {},
  );
}

function typesOf(given: Schema): readonly unknown[] {
  if (Array.isArray(given['type']) && given['type'].length > 0) return given['type'];
  if (given['type'] !== undefined) return [given['type']];
  if ('properties' in given || 'additionalProperties' in given) return ['object'];
  if ('items' in given || 'prefixItems' in given) return ['array'];
  if ('minLength' in given || 'maxLength' in given || 'pattern' in given) return ['string'];
  return [...scalarTypes.filter((type) => type !== 'integer'), 'object', 'array'];
}

/** A short range of integers is a list of them; a grammar has no other way to hold it. */
function listedRange(given: Schema): Schema | null {
  if (given['type'] !== 'integer' || 'multipleOf' in given) return null;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = given;
  const from = typeof minimum === 'number' ? Math.ceil(minimum) : typeof exclusiveMinimum === 'number' ? Math.floor(exclusiveMinimum) + 1 : NaN;
  const to = typeof maximum === 'number' ? Math.floor(maximum) : typeof exclusiveMaximum === 'number' ? Math.ceil(exclusiveMaximum) - 1 : NaN;
  if (!(to >= from && to - from < maxListedIntegers)) return null;
  return { enum: Array.from({ length: to - from + 1 }, (_, index) => from + index) };
}

function numbers(given: Schema, ...keywords: string[]): Schema {
  // An upper bound that no answer here reaches is no bound; as a grammar it would cost seconds.
  return Object.fromEntries(keywords.filter((keyword) => typeof given[keyword] === 'number' && given[keyword] <= schemaLimits.repetitions).map((keyword) => [keyword, given[keyword]]));
}

function isScalar(schema: Schema): boolean {
  return Array.isArray(schema['type']) || scalarTypes.includes(String(schema['type']));
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

/** Whether a schema refers to a definition, directly or through others. */
function reaches(value: unknown, name: string, definitions: Schema, seen: Set<string>): boolean {
  if (Array.isArray(value)) return value.some((item) => reaches(item, name, definitions, seen));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => {
    if (key === '$defs' || key === 'definitions') return false;
    if (key !== '$ref' || typeof item !== 'string') return reaches(item, name, definitions, seen);
    const target = /^#\/(?:\$defs|definitions)\/(.+)$/.exec(item)?.[1];
    if (target === undefined) return false;
    if (target === name) return true;
    if (seen.has(target)) return false;
    seen.add(target);
    return reaches(definitions[target], name, definitions, seen);
  });
}
