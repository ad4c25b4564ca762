import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { configAliases, modelEntryAliases } from '../aliases/index.ts';
import { configSchema } from './config-schema.ts';

/** 'did you mean ...' for a key that nothing reads: the nearest name at that place, or the same name at another. */
export function hint(path: readonly PropertyKey[], key: string): string {
  if (key.length > 100) return '';
  const here = [...keysAt(path), ...acceptedAt(path)];
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(key.length / 3)) + 1;
  for (const name of here) {
    const far = distance(name.toLowerCase(), key.toLowerCase());
    if (far < least) [nearest, least] = [name, far];
  }
  if (nearest !== undefined) return `; did you mean "${nearest}"?`;
  const elsewhere = canonicalPaths().find((one) => one.endsWith(`.${key}`));
  return elsewhere === undefined ? '' : `; did you mean "${elsewhere}"?`;
}

function unwrapped(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodExactOptional || inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = inner.unwrap();
  return inner;
}

function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schema = unwrapped(configSchema);
  for (const key of path) {
    if (schema instanceof z.ZodObject) schema = unwrapped((schema.shape as Record<PropertyKey, unknown>)[key]);
    else if (schema instanceof z.ZodArray) schema = unwrapped(schema.element);
    else if (schema instanceof z.ZodRecord) schema = unwrapped(schema.valueType);
    else return [];
  }
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function acceptedAt(path: readonly PropertyKey[]): readonly string[] {
  if (path[0] === 'modelList') return path.length === 2 ? modelEntryAliases.map(({ accepted }) => accepted).filter((one) => !one.includes('.')) : [];
  return configAliases.flatMap(({ accepted }) => {
    const parts = accepted.split('.');
    return parts.length === path.length + 1 && path.every((key, index) => parts[index] === key || parts[index] === '*') ? [parts.at(-1)!] : [];
  });
}

let paths: readonly string[] | undefined;
function canonicalPaths(): readonly string[] {
  return (paths ??= collect(configSchema, ''));
}

function collect(schema: unknown, at: string): readonly string[] {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodObject)) return [at];
  return Object.entries(inner.shape as Record<string, unknown>).flatMap(([key, value]) => collect(value, at === '' ? key : `${at}.${key}`));
}
