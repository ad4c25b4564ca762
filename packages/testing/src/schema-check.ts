import assert from 'node:assert/strict';

/** The little of JSON Schema that the contract's own schemas use: objects of strings, numbers and integers. */
export interface PlainSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, { readonly type: 'string' | 'number' | 'integer'; readonly description?: string }>>;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** Parses JSON text and fails unless it matches; says what was found. */
export function parseAs(schema: PlainSchema, text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    assert.fail(`${what} is not JSON (${String(error)}): ${text}`);
  }
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value), `${what} is not an object: ${text}`);
  const fields = Object.entries(value);
  for (const [name, field] of fields) {
    const expected = schema.properties[name]?.type;
    assert.ok(expected, `${what} has a field '${name}' that its schema does not name: ${text}`);
    const fits = expected === 'integer' ? Number.isInteger(field) : typeof field === expected;
    assert.ok(fits, `${what}: expected '${name}' to be ${expected}, found ${JSON.stringify(field)}`);
  }
  for (const name of schema.required) assert.ok(name in value, `${what} lacks '${name}': ${text}`);
  return Object.fromEntries(fields);
}
