import { snakeCase, spelled, type Alias } from './alias.ts';
import { convertUnit } from './units.ts';

const inSnakeCase = ['maxTokens', 'topP', 'topK', 'minP', 'toolChoice', 'responseFormat', 'parallelToolCalls', 'presencePenalty', 'frequencyPenalty', 'logitBias', 'useCase', 'timeoutMs', 'continueFrom'];

/** Other names of the fields of a request (S2-015, R-08, R-14, R-23). */
export const requestAliasTable: readonly Alias[] = [
  ...spelled('request', 'R-23', inSnakeCase.map((name) => [name, snakeCase(name)])),
  ...spelled('request', 'B.1', [
    ['prompt', 'input', { guide: 'S2-011', since: '1.0', until: '1.2' }],
    ['model', 'model_id', { guide: 'S2-015', since: '1.0', until: '1.2' }],
    ['model', 'modelId'],
    ['model', 'preferredModel', { guide: 'S0-011' }],
    ['model', 'primaryModel', { guide: 'S0-025' }],
    ['maxTokens', 'max_length maxLength max_new_tokens', { guide: 'R-08' }],
    ['maxTokens', 'max_completion_tokens'],
    ['stop', 'stopTokens stop_tokens', { guide: 'S1-022' }],
    ['stop', 'stopSequences stop_sequences'],
    ['stream', 'streaming', { guide: 'S2-015', since: '1.2' }],
    ['fallbacks', 'fallbackChain', { guide: 'R-03' }],
    ['fallback', 'fallbackEnabled enableFallback fallback_enabled enable_fallback', { guide: 'R-03' }],
    ['retries', 'maxRetries', { guide: 'S0-041' }],
    ['retries', 'max_retries max_retry_attempts', { guide: 'R-14' }],
    ['timeoutMs', 'timeout', { guide: 'S0-042', unit: 'milliseconds' }],
    ['timeoutMs', 'requestTimeout', { guide: 'S0-042', unit: 'milliseconds' }],
    ['timeoutMs', 'timeout_seconds', { guide: 'R-14', unit: 'seconds' }],
    ['cache', 'caching', { guide: 'S1-004' }],
    ['strategy', 'routingStrategy routing_strategy', { guide: 'S0-037' }],
    ['constraints.maxLatencyMs', 'maxLatency constraints.maxLatency', { guide: 'S1-027', unit: 'milliseconds' }],
    ['constraints.maxCostUsd', 'maxCost constraints.maxCost', { guide: 'S1-061' }],
    ['constraints.minReliability', 'availability constraints.availability', { guide: 'S1-027' }],
    ['constraints.minTokensPerSecond', 'throughput constraints.throughput', { guide: 'S1-027' }],
    ['constraints.minContextTokens', 'minContextLength constraints.minContextLength', { guide: 'R-08' }],
  ]),
];

/** By accepted spelling; only fields of the request itself. */
export const requestAliases: ReadonlyMap<string, { readonly canonical: string; readonly convert?: (value: unknown) => unknown }> = new Map(
  requestAliasTable
    .filter(({ canonical, accepted }) => !canonical.includes('.') && !accepted.includes('.'))
    .map(({ canonical, accepted, unit }) => [accepted, { canonical, ...(unit && { convert: (value: unknown) => convertUnit(value, unit, canonical) }) }]),
);

/** One level down: fields of `constraints`, and constraints written beside the prompt. */
const constraintAliases: ReadonlyMap<string, Alias> = new Map(requestAliasTable.filter(({ canonical }) => canonical.includes('.')).map((alias) => [alias.accepted, alias]));

/** A request with canonical names only. Of two spellings the canonical one counts, with one warning. The input is left as it is. */
export function renameRequest(options: Readonly<Record<string, unknown>>): { readonly value: Record<string, unknown>; readonly warnings: readonly string[] } {
  const value: Record<string, unknown> = {};
  const constraints: Record<string, unknown> = {};
  const warnings: string[] = [];
  const put = (target: Record<string, unknown>, name: string, given: unknown, accepted: string, canonical: string): void => {
    if (Object.hasOwn(target, name)) warnings.push(`"${accepted}" is another name of "${canonical}" and both were given: "${canonical}" counts`);
    else target[name] = given;
  };
  const entries = Object.entries(options).filter(([key, given]) => given !== undefined && key !== '__proto__');
  // Canonical names first, so that they win whatever the order.
  for (const [key, given] of entries) {
    if (key === 'constraints' && isObject(given)) {
      for (const [inner, limit] of Object.entries(given)) if (limit !== undefined && !constraintAliases.has(`constraints.${inner}`)) constraints[inner] = limit;
    } else if (!requestAliases.has(key) && !constraintAliases.has(key)) value[key] = given;
  }
  for (const [key, given] of entries) {
    const alias = requestAliases.get(key);
    if (alias) put(value, alias.canonical, alias.convert ? alias.convert(given) : given, key, alias.canonical);
    if (key === 'constraints' && isObject(given)) for (const inner of Object.keys(given)) constrain(`constraints.${inner}`, given[inner]);
    else constrain(key, given);
  }
  if (Object.keys(constraints).length > 0) value['constraints'] = constraints;
  return { value, warnings };

  function constrain(accepted: string, given: unknown): void {
    const alias = constraintAliases.get(accepted);
    if (!alias || given === undefined) return;
    put(constraints, alias.canonical.slice('constraints.'.length), alias.unit ? convertUnit(given, alias.unit, alias.canonical) : given, accepted, alias.canonical);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
