/** A function as node-llama-cpp takes it: a description and a JSON schema. */
export interface EngineFunction {
  readonly description?: string;
  readonly params?: { readonly type: 'object'; readonly properties: Readonly<Record<string, unknown>> };
}

const START = 'The assistant calls the provided functions';
const SIMPLE: Readonly<Record<string, string>> = { string: 'string', number: 'number', bigint: 'integer' };

function schemaOf(type: string): unknown {
  const simple = SIMPLE[type];
  if (simple !== undefined) return { type: simple };
  if (!/^"[^"]*"( \| "[^"]*")*$/.test(type))
    throw new RangeError(`schemaOf: expected string, number, bigint or quoted texts, found ${type}`);
  return { enum: type.split(' | ').map((each) => each.slice(1, -1)) };
}

/** `{city: string, unit: "celsius" | "fahrenheit"}`, where a comment line may stand before a parameter. */
function propertiesOf(parameters: string): Record<string, unknown> {
  const found = [...parameters.slice(1, -1).matchAll(/(?:\/\/ (.*)\n\s*)?(\w+): ([^,\n]+)/g)];
  return Object.fromEntries(
    found.map(([, description, name, type]) => [
      name,
      { ...(schemaOf(type ?? '') as object), ...(description === undefined ? {} : { description }) },
    ]),
  );
}

/** The other way round from the corpus: a system prompt that offers functions, as a caller hands them to the engine. */
export function functionsOf(system: string | undefined): { system?: string; functions: Record<string, EngineFunction> } {
  const start = system?.indexOf(START) ?? -1;
  if (system === undefined || start < 0) return { ...(system === undefined ? {} : { system }), functions: {} };
  const before = system.slice(0, start).trimEnd();
  const signatures = /```typescript\n([\s\S]*?)\n```/.exec(system)?.[1] ?? '';
  const functions = signatures.split('\n\n').map((text): [string, EngineFunction] => {
    const [, description, name, parameters] = /^(?:\/\/ (.*)\n)?function (\w+)\((?:params: ([\s\S]*))?\);$/.exec(text) ?? [];
    if (name === undefined) throw new RangeError(`functionsOf: expected a function signature, found ${text}`);
    return [
      name,
      {
        ...(description === undefined ? {} : { description }),
        ...(parameters === undefined ? {} : { params: { type: 'object', properties: propertiesOf(parameters) } }),
      },
    ];
  });
  return { ...(before === '' ? {} : { system: before }), functions: Object.fromEntries(functions) };
}
