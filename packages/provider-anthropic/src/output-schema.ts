import type { JsonSchema } from '@llmrr/core';

const formats = new Set(['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']);
/** Keywords that the API's grammar enforces on any schema; `oneOf` goes as `anyOf`. */
const kept = new Set(['$ref', 'type', 'enum', 'const', 'anyOf', 'allOf', 'description', 'title']);

/**
 * A schema as the API's grammar takes it: closed objects, and keywords that it cannot enforce moved into the
 * description, where the model still reads them. Tested against the SDK's transformJSONSchema.
 */
export function outputSchema(schema: JsonSchema): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const told: [string, unknown][] = [];
  const { $defs, definitions, ...rest } = schema;
  if (isSchema($defs)) out['$defs'] = mapSchemas($defs);
  if (isSchema(definitions)) out['definitions'] = mapSchemas(definitions);
  if (rest['$ref'] !== undefined) return { ...out, $ref: rest['$ref'] };

  const variants = ['anyOf', 'oneOf', 'allOf'].find((keyword) => Array.isArray(rest[keyword]));
  const literal = isPrimitiveList(rest['enum']) || (rest['const'] !== undefined && isPrimitive(rest['const']));
  for (const [keyword, value] of Object.entries(rest)) {
    if (keyword === '$schema') continue;
    if (keyword === variants) out[keyword === 'oneOf' ? 'anyOf' : keyword] = (value as readonly unknown[]).map(subschema);
    else if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf') continue;
    // A grammar of literals or variants says the type itself.
    else if (keyword === 'type' && (literal || variants)) continue;
    else if (kept.has(keyword) && fits(keyword, value)) out[keyword] = value;
    else if (keyword === 'properties' && rest['type'] === 'object' && isSchema(value)) out[keyword] = mapSchemas(value);
    else if (keyword === 'required' && rest['type'] === 'object') out[keyword] = value;
    else if (keyword === 'additionalProperties' && rest['type'] === 'object') continue;
    else if (keyword === 'items' && rest['type'] === 'array') out[keyword] = subschema(value);
    else if (keyword === 'minItems' && (value === 0 || value === 1) && rest['type'] === 'array') out[keyword] = value;
    else if (keyword === 'format' && rest['type'] === 'string' && formats.has(String(value))) out[keyword] = value;
    else told.push([keyword, value]);
  }
  if (rest['type'] === 'object' && !literal) {
    out['properties'] ??= {};
    out['additionalProperties'] = false;
  }
  if (told.length > 0) {
    const listed = `{${told.map(([keyword, value]) => `${keyword}: ${JSON.stringify(value)}`).join(', ')}}`;
    out['description'] = out['description'] ? `${String(out['description'])}\n\n${listed}` : listed;
  }
  return out;
}

function fits(keyword: string, value: unknown): boolean {
  if (keyword === 'enum') return isPrimitiveList(value);
  return keyword !== 'const' || isPrimitive(value);
}

function mapSchemas(schemas: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, subschema(schema)]));
}

function subschema(schema: unknown): unknown {
  return isSchema(schema) ? outputSchema(schema) : schema;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPrimitive(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}

function isPrimitiveList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isPrimitive);
}
