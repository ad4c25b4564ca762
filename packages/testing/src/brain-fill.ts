import type { JsonSchema } from '@llmrr/core';

const deepest = 12;
const questionWords = new Set('What Which How Who Where When Why Is Are Extract Write Tell Give Please Say Find Get Add The A An I JSON It Use Call Make'.split(' '));

/** Builds a value that a JSON Schema accepts, taken from the text where something in it fits. Draft 2020-12 without patterns and conditions. */
export function fill(schema: JsonSchema, text: string): unknown {
  const colon = text.indexOf(':');
  const body = /as json\b/i.test(text.slice(0, Math.max(colon, 0))) ? text.slice(colon + 1).trim() : text;
  const numbers = [...body.matchAll(/-?\d+(?:\.\d+)?/g)].map(([digits]) => Number(digits));
  return value({ root: schema, text: body, numbers, used: 0 }, schema, '', 0);
}

interface Filling {
  readonly root: JsonSchema;
  readonly text: string;
  readonly numbers: readonly number[];
  used: number;
}

function value(filling: Filling, given: JsonSchema, name: string, depth: number): unknown {
  const schema = resolve(filling.root, given);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) {
    const choices: readonly unknown[] = schema['enum'];
    return choices.find((choice) => typeof choice === 'string' && filling.text.toLowerCase().includes(choice.toLowerCase())) ?? choices[0];
  }
  for (const key of ['anyOf', 'oneOf'] as const) {
    const variants = asList(schema[key]).map(asSchema);
    const variant = variants.find((each) => each['type'] !== 'null') ?? variants[0];
    if (variant) return value(filling, variant, name, depth + 1);
  }
  switch (typeOf(schema)) {
    case 'object':
      return objectOf(filling, schema, depth);
    case 'array':
      return arrayOf(filling, schema, name, depth);
    case 'number':
    case 'integer':
      return numberOf(filling, schema, name);
    case 'boolean':
      return !/\b(?:no|not|never|false)\b/i.test(filling.text);
    case 'null':
      return null;
    default:
      return sized(stringOf(filling.text, schema, name), schema);
  }
}

function objectOf(filling: Filling, schema: JsonSchema, depth: number): Record<string, unknown> {
  const properties = asSchema(schema['properties']);
  const names = Array.isArray(schema['required']) ? asList(schema['required']).map(String) : Object.keys(properties);
  if (depth > deepest) return {};
  return Object.fromEntries(names.map((name) => [name, value(filling, asSchema(properties[name]), name, depth + 1)]));
}

function arrayOf(filling: Filling, schema: JsonSchema, name: string, depth: number): unknown[] {
  if (depth > deepest) return [];
  const least = asNumber(schema['minItems']) ?? 1;
  const length = Math.min(Math.max(least, 1), asNumber(schema['maxItems']) ?? Infinity);
  const fixed = asList(schema['prefixItems']).map(asSchema);
  return Array.from({ length: Math.max(length, fixed.length) }, (_, index) => value(filling, fixed[index] ?? asSchema(schema['items']), name, depth + 1));
}

function numberOf(filling: Filling, schema: JsonSchema, name: string): number {
  const labelled = labelOf(filling.text, name);
  let number = labelled !== undefined && Number.isFinite(Number(labelled)) ? Number(labelled) : filling.numbers[filling.used++] ?? 0;
  if (typeOf(schema) === 'integer') number = Math.trunc(number);
  const step = asNumber(schema['multipleOf']);
  if (step) number = Math.round(number / step) * step;
  const lowest = asNumber(schema['minimum']) ?? plus(asNumber(schema['exclusiveMinimum']), 1) ?? -Infinity;
  const highest = asNumber(schema['maximum']) ?? plus(asNumber(schema['exclusiveMaximum']), -1) ?? Infinity;
  return Math.min(Math.max(number, lowest), highest);
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  time: '12:00:00Z',
  'date-time': '2026-01-01T12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function stringOf(text: string, schema: JsonSchema, name: string): string {
  const format = formats[String(schema['format'])];
  if (format) return format;
  const labelled = labelOf(text, name);
  if (labelled) return labelled;
  if (/city|place|location|country|town/i.test(name)) {
    const place = /\b(?:in|at|to|from|for)\s+(\p{Lu}[\p{L}-]*(?: \p{Lu}[\p{L}-]*)*)/u.exec(text)?.[1];
    if (place) return place;
  }
  const noun = [...text.matchAll(/\p{Lu}[\p{L}-]*/gu)].map(([word]) => word).find((word) => !questionWords.has(word));
  return noun ?? text;
}

/** 'age 36' and 'name Ada' name their own value. */
function labelOf(text: string, name: string): string | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  const either = `(?:${name}|${name.charAt(0).toUpperCase()}${name.slice(1)})`;
  return new RegExp(`\\b${either}\\s*(?:is|=|:)?\\s+"?(\\p{Lu}[\\p{L}-]*|-?\\d+(?:\\.\\d+)?)`, 'u').exec(text)?.[1];
}

function sized(text: string, schema: JsonSchema): string {
  const longest = asNumber(schema['maxLength']) ?? Infinity;
  return text.padEnd(asNumber(schema['minLength']) ?? 0, '.').slice(0, longest);
}

function resolve(root: JsonSchema, schema: JsonSchema, hops = 0): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#') || hops > deepest) return schema;
  let target: JsonSchema = root;
  for (const key of reference.split('/').slice(1)) target = asSchema(target[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')]);
  return resolve(root, target, hops + 1);
}

function typeOf(schema: JsonSchema): string {
  const type = schema['type'];
  if (Array.isArray(type)) return String(type.find((each) => each !== 'null') ?? 'null');
  if (typeof type === 'string') return type;
  return schema['properties'] ? 'object' : schema['items'] ? 'array' : 'string';
}

const asSchema = (given: unknown): JsonSchema => (typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as JsonSchema) : {});
const asList = (given: unknown): readonly unknown[] => (Array.isArray(given) ? given : []);
const asNumber = (given: unknown): number | undefined => (typeof given === 'number' ? given : undefined);
const plus = (number: number | undefined, step: number): number | undefined => (number === undefined ? undefined : number + step);
