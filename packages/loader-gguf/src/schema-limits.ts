import { LlmrrError, type JsonSchema } from '@llmrr/core';

/** Beyond these the engine takes seconds to build the grammar, and nobody else is served meanwhile. */
export const schemaLimits = { parts: 2_000, values: 500, repetitions: 1_000 } as const;

/** Refuses what would stall the engine or what no answer can satisfy. Throws `invalid-request` naming the place. */
export function assertSchemaLimits(schema: JsonSchema, what: string): void {
  let parts = 0;
  let values = 0;
  const wrong = (path: string, problem: string): LlmrrError =>
    new LlmrrError('invalid-request', `The schema of ${what} ${problem}${path && ` at ${path.slice(0, 120)}`}.`, { details: { param: 'response_format', path: path.slice(0, 120) } });

  const pending: [value: unknown, path: string][] = [[schema, '']];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [value, path] = next;
    if (typeof value !== 'object' || value === null) continue;
    if (++parts > schemaLimits.parts) throw wrong('', `has more than ${schemaLimits.parts} parts`);
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) pending.push([item, `${path}/${index}`]);
      continue;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (hasControlCharacter(key)) throw wrong(path, 'has a name with control characters');
      if ((key === 'enum' || key === 'anyOf' || key === 'oneOf') && Array.isArray(inner)) {
        if (inner.length === 0) throw wrong(`${path}/${key}`, 'allows nothing: the list is empty');
        if (key === 'enum') {
          values += inner.length;
          if (values > schemaLimits.values) throw wrong(`${path}/${key}`, `lists more than ${schemaLimits.values} values`);
          if (inner.some((item) => typeof item === 'string' && item.includes('\0'))) throw wrong(`${path}/${key}`, 'has a value with a NUL');
          continue;
        }
      }
      if (key === 'const' && typeof inner === 'string' && inner.includes('\0')) throw wrong(`${path}/${key}`, 'has a value with a NUL');
      if ((key === 'minLength' || key === 'minItems' || key === 'minProperties') && typeof inner === 'number' && inner > schemaLimits.repetitions) {
        throw wrong(`${path}/${key}`, `wants at least ${inner}, and ${schemaLimits.repetitions} is the most that can be enforced`);
      }
      pending.push([inner, `${path}/${key}`]);
    }
  }
}

function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) < 32) return true;
  return false;
}
