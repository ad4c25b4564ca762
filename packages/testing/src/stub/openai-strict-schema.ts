import { Refusal } from './refusal.ts';

/** What `strict: true` demands of every object: closed, and every property required. */
export function checkStrictSchema(schema: unknown, what: string, param: string, path: readonly string[] = []): void {
  if (typeof schema !== 'object' || schema === null) return;
  if (Array.isArray(schema)) return schema.forEach((each, index) => checkStrictSchema(each, what, param, [...path, String(index)]));
  const fields = schema as Readonly<Record<string, unknown>>;
  const context = `In context=(${path.map((key) => `'${key}'`).join(', ')})`;
  const refuse = (message: string) => new Refusal(400, `Invalid schema for ${what}: ${context}, ${message}`, { param, code: 'invalid_function_parameters' });
  if (fields['type'] === 'object') {
    if (fields['additionalProperties'] !== false) throw refuse("'additionalProperties' is required to be supplied and to be false.");
    const required = Array.isArray(fields['required']) ? fields['required'] : [];
    const missing = Object.keys((fields['properties'] ?? {}) as object).find((name) => !required.includes(name));
    if (missing) throw refuse(`'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`);
  }
  for (const [key, each] of Object.entries(fields)) {
    if (key !== 'required' && key !== 'enum' && key !== 'const') checkStrictSchema(each, what, param, [...path, key]);
  }
}
