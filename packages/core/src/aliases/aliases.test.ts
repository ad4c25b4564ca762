import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { StreamPart } from '../part.ts';
import { GenerateResult } from '../router/generate-result.ts';
import { request } from '../router/request.ts';
import { Router } from '../router/router.ts';
import { StreamResult } from '../router/stream-result.ts';
import { pathOf } from '../configuration/tree-path.ts';
import { aliases } from './aliases.ts';
import { snakeCase } from './alias.ts';
import { configAliases } from './config-aliases.ts';
import { environmentAliases } from './environment-aliases.ts';
import { methodAliases } from './method-aliases.ts';
import { capabilityAliases, modelEntryAliases, registryFileAliases, templateAliases } from './registry-aliases.ts';
import { renameRequest, requestAliases, requestAliasTable } from './request-aliases.ts';
import { eventAliases, resultAliases } from './result-aliases.ts';
import { convertUnit, parseDuration, parseSize } from './units.ts';

test('the table is the sum of the tables that are tested one by one', () => {
  const tested = [methodAliases, requestAliasTable, configAliases, environmentAliases, resultAliases, eventAliases, modelEntryAliases, capabilityAliases, registryFileAliases, templateAliases];
  expect(aliases).toHaveLength(tested.reduce((sum, table) => sum + table.length, 0));
  for (const { accepted, canonical, guide, form, since, until } of aliases) {
    expect(accepted).not.toBe('');
    if (form === undefined) expect(accepted).not.toBe(canonical);
    expect(guide).toMatch(/^(?:S[0-4]-\d{3}|R-\d{2}|B\.1)$/);
    if (until !== undefined) expect(since).toBeDefined();
  }
});

test.each(methodAliases.map(({ accepted, canonical }) => [accepted, canonical] as const))('router.%s() is router.%s()', async (accepted, canonical) => {
  const calls: unknown[][] = [];
  const router = Object.assign(Object.create(Router.prototype) as Record<string, (...values: unknown[]) => unknown>, {
    [canonical]: (...values: unknown[]) => {
      calls.push(values);
      return 'answer';
    },
  });
  expect(await router[accepted]!('prompt')).toBe('answer');
  expect(calls).toHaveLength(1);
  expect(calls[0]![0]).toBe('prompt');
});

const result = new GenerateResult({
  answer: { model: 'm', content: [], text: 'hello', reasoning: '', refusal: '', toolCalls: [], finishReason: 'stop', usage: { inputTokens: 10, outputTokens: 20 }, decision: { requestId: 'r', strategy: 'balanced', model: 'm', candidates: [], excluded: [], attempts: [], fellBack: false, latencyMs: 5, costUsd: 0.001 } },
  provider: 'p',
  latencyMs: 1_234,
});

test.each(resultAliases.map(({ accepted, canonical }) => [accepted, canonical] as const))('result.%s is result.%s', (accepted, canonical) => {
  const at = (path: string) => pathOf(path).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], result);
  expect(at(canonical)).toBeDefined();
  expect(at(accepted)).toBe(at(canonical));
});

test.each(eventAliases.map(({ accepted, canonical }) => [accepted, canonical] as const))('event %s is event %s', async (accepted, canonical) => {
  const parts: readonly StreamPart[] = [{ type: 'start', model: 'm' }, { type: 'text', index: 0, text: 'hi' }, { type: 'finish', reason: 'stop' }];
  const stream = new StreamResult({
    parts: (async function* () {
      yield* parts;
    })(),
    finish: (answer) => new GenerateResult({ answer, provider: 'p', latencyMs: 1 }),
    model: 'm',
  });
  const heard: Record<string, string[]> = { [accepted]: [], [canonical]: [] };
  stream.on(accepted as 'token', (event) => heard[accepted]!.push(String(event)));
  stream.on(canonical as 'chunk', (event) => heard[canonical]!.push(String(event)));
  await stream.result();
  expect(heard[canonical]!.length).toBeGreaterThan(0);
  expect(heard[accepted]).toEqual(heard[canonical]);
});

test.each(requestAliasTable.map((alias) => [alias.accepted, alias.canonical, alias] as const))('request "%s" is "%s"', (accepted, canonical, { unit }) => {
  const nested = (path: string, value: unknown) => pathOf(path).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
  const written = 30;
  expect(renameRequest(nested(accepted, written))).toEqual({ value: nested(canonical, unit === 'seconds' ? 30_000 : written), warnings: [] });
  if (!canonical.includes('.')) expect(requestAliases.get(accepted)?.canonical).toBe(canonical);
});

test('every old name of a parameter reaches the request; of both names the new one counts, with one warning [S2-015]', () => {
  const old = request(undefined, { input: 'hi', max_tokens: 5, model_id: 'gpt-4', streaming: true, top_p: 0.5, temperature: 0.2 });
  expect(old).toMatchObject({ model: 'gpt-4', call: { messages: [{ role: 'user', content: 'hi' }], maxTokens: 5, topP: 0.5, temperature: 0.2 }, warnings: [] });
  const current = request(undefined, { prompt: 'hi', maxTokens: 5, model: 'gpt-4', stream: true, topP: 0.5, temperature: 0.2 });
  expect(old).toEqual(current);
  for (const [former, now] of [['input', 'prompt'], ['max_tokens', 'maxTokens'], ['model_id', 'model'], ['top_p', 'topP']] as const) {
    const values = { prompt: ['new', 'old'], maxTokens: [1, 2], model: ['new', 'old'], topP: [0.1, 0.2] }[now];
    for (const options of [{ [former]: values[1], [now]: values[0] }, { [now]: values[0], [former]: values[1] }]) {
      const { call, model, warnings } = request('prompt' in options ? undefined : 'hi', options);
      expect(now === 'model' ? model : now === 'prompt' ? call.messages[0]?.content : call[now]).toBe(values[0]);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain(former);
    }
  }
});

test('limits beside the prompt and old names within the limits become one set of constraints', () => {
  expect(renameRequest({ maxCost: 0.01, constraints: { maxLatency: '2s', minReliability: 0.9 }, availability: 0.99 })).toEqual({
    value: { constraints: { minReliability: 0.9, maxCostUsd: 0.01, maxLatencyMs: 2_000 } },
    warnings: ['"availability" is another name of "constraints.minReliability" and both were given: "constraints.minReliability" counts'],
  });
  expect(renameRequest({ a: undefined, max_tokens: undefined, constraints: null })).toEqual({ value: { constraints: null }, warnings: [] });
});

test('renaming a request never fails and never touches a prototype', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(fc.constantFrom(...requestAliases.keys(), 'constraints', '__proto__', 'constructor'), fc.string()), fc.anything()), (options) => {
      renameRequest(options);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
  );
  expect(renameRequest(JSON.parse('{"__proto__": {"maxTokens": 5}}') as Record<string, unknown>)).toEqual({ value: {}, warnings: [] });
});

test('durations and sizes are read as people write them', () => {
  expect(['1h', '3600s', '500ms', '30d', ' 1.5 min ', '2W'].map(parseDuration)).toEqual([3_600_000, 3_600_000, 500, 2_592_000_000, 90_000, 1_209_600_000]);
  expect(['', '5', 'h', '1 fortnight', '-1h', '1h30m', '1 constructor'].map(parseDuration)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, undefined]);
  expect(['500MB', '1 GiB', '10b', '2KB'].map(parseSize)).toEqual([524_288_000, 1_073_741_824, 10, 2_048]);
  expect(convertUnit(30, 'seconds', 'timeoutMs')).toBe(30_000);
  expect(convertUnit(0.1, 'seconds', 'timeoutMs')).toBe(100);
  expect(convertUnit('7d', 'days', 'retentionDays')).toBe(7);
  expect(convertUnit('never', 'seconds', 'timeoutMs')).toBe('never');
  expect(convertUnit(true, 'seconds', 'timeoutMs')).toBe(true);
  expect(snakeCase('maxTokens')).toBe('max_tokens');
});
