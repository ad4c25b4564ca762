import { expect, test } from '@jest/globals';
import { generate } from '../answer.ts';
import type { LanguageCall } from '../call.ts';
import type { Capability, ModelCard, Prices } from '../card.ts';
import { systemClock } from '../clock.ts';
import { LlmrrError } from '../error.ts';
import type { LanguageModel } from '../model.ts';
import type { StreamPart } from '../part.ts';
import { wrap } from '../policies/policy.ts';
import { record } from './record.ts';
import { route, type RouteOptions } from './route.ts';
import { signalBook } from './signals.ts';

const call: LanguageCall = { messages: [{ role: 'user', content: 'hi' }] };
const down = () => new LlmrrError('unavailable', 'connection refused');

interface Options {
  readonly fail?: () => Error | undefined;
  readonly failLate?: boolean;
  readonly capabilities?: readonly Capability[];
  readonly prices?: Prices | null;
  readonly quality?: number;
  readonly contextTokens?: number;
}
function model(id: string, { fail, failLate, capabilities = [], prices = { input: 1, output: 1 }, quality = 0.5, contextTokens = 8_000 }: Options = {}): LanguageModel & { calls: number } {
  const card: ModelCard = { id, provider: 'test', name: id, locality: 'remote', capabilities: new Set(['text-generation', ...capabilities]), contextTokens, prices, quality };
  const made = {
    id,
    card,
    calls: 0,
    async *stream(): AsyncGenerator<StreamPart> {
      made.calls++;
      const error = fail?.();
      if (error && !failLate) throw error;
      yield { type: 'start', model: id };
      yield { type: 'text', index: 0, text: `from ${id}` };
      if (error) throw error;
      yield { type: 'usage', usage: { inputTokens: 10, outputTokens: 20 } };
      yield { type: 'finish', reason: 'stop' };
    },
  };
  return made;
}
function router(models: readonly LanguageModel[], options: Partial<RouteOptions> = {}) {
  const signals = signalBook({ clock: systemClock });
  let count = 0;
  return route({
    signals,
    random: () => 0.5,
    strategy: 'priority',
    models: models.map((one) => ({ model: wrapRecorded(one) })),
    newId: () => `request-${count++}`,
    ...options,
  });
  function wrapRecorded(one: LanguageModel) {
    return wrap(one, record({ signals, clock: systemClock, newId: () => `attempt-${count++}` }));
  }
}

test('the next model answers when the first fails, and the decision lists both attempts [S0-040]', async () => {
  const { text, decision } = await generate(router([model('a', { fail: down }), model('b')]), call);
  expect(text).toBe('from b');
  expect(decision).toMatchObject({ model: 'b', fellBack: true, strategy: 'priority' });
  expect(decision!.attempts).toMatchObject([
    { model: 'a', outcome: 'failed', error: { code: 'unavailable', message: 'connection refused' }, costUsd: 0 },
    { model: 'b', outcome: 'ok', usage: { inputTokens: 10, outputTokens: 20 }, costUsd: 0.00003 },
  ]);
  expect(decision!.costUsd).toBe(0.00003);
  expect(new Set(decision!.attempts.map(({ id }) => id)).size).toBe(2);
});

test('the decision rides on the first part, before any content, and is whole on the last', async () => {
  const parts: StreamPart[] = [];
  for await (const part of router([model('a', { fail: down }), model('b')]).stream(call)) parts.push(part);
  expect(parts.map(({ type }) => type)).toEqual(['start', 'text', 'usage', 'finish']);
  expect(parts[0]).toMatchObject({ decision: { model: 'b', costUsd: null, latencyMs: null, attempts: [{ model: 'a' }] } });
  expect(parts[3]).toMatchObject({ decision: { model: 'b', costUsd: 0.00003, latencyMs: expect.any(Number), attempts: [{ model: 'a' }, { model: 'b' }] } });
});

test('with fallback off the first failure is the answer, unchanged in code and words [S1-029]', async () => {
  const second = model('b');
  await expect(generate(router([model('a', { fail: down }), second], { fallback: false }), call)).rejects.toMatchObject({ code: 'unavailable', message: 'connection refused' });
  await expect(generate(router([model('a', { fail: down }), second]), { ...call, routing: { fallback: false } })).rejects.toMatchObject({ message: 'connection refused' });
  expect(second.calls).toBe(0);
});

test('fallbacks named by the call or the chain are tried in their order instead of the ranking [S0-040]', async () => {
  const models = [model('a', { fail: down }), model('b', { fail: down }), model('c', { fail: down }), model('d')];
  const asked = (await generate(router(models), { ...call, routing: { fallbacks: ['d', 'b'] } })).decision!;
  expect(asked.attempts.map((attempt) => attempt.model)).toEqual(['a', 'd']);
  const configured = (await generate(router(models, { fallbacks: ['c', 'd'] }), call)).decision!;
  expect(configured.attempts.map((attempt) => attempt.model)).toEqual(['a', 'c', 'd']);
  const chained = (await generate(router(models, { chain: ['c', 'b', 'd'] }), call)).decision!;
  expect(chained.attempts.map((attempt) => attempt.model)).toEqual(['c', 'b', 'd']);
  const pinned = (await generate(router(models, { chain: ['c', 'b', 'd'] }), { ...call, routing: { models: ['a'] } })).decision!;
  expect(pinned.attempts.map((attempt) => attempt.model)).toEqual(['a', 'c', 'b', 'd']);
});

test('nothing falls over once content went out', async () => {
  const second = model('b');
  await expect(generate(router([model('a', { fail: down, failLate: true }), second]), call)).rejects.toMatchObject({ code: 'unavailable' });
  expect(second.calls).toBe(0);
});

test('a wrong request is not tried elsewhere', async () => {
  const second = model('b');
  await expect(generate(router([model('a', { fail: () => new LlmrrError('invalid-request', 'bad') }), second]), call)).rejects.toMatchObject({ code: 'invalid-request' });
  expect(second.calls).toBe(0);
});

test('a model that its provider no longer knows is passed over for the next', async () => {
  const gone = () => new LlmrrError('unknown-model', 'the provider has no model a');
  expect((await generate(router([model('a', { fail: gone }), model('b')]), call)).text).toBe('from b');
});

test('a prompt too long for one model goes to a larger one, and past those that are no larger', async () => {
  const overflow = () => new LlmrrError('context-overflow', '9000 tokens, window of 8000');
  const same = model('same', { contextTokens: 8_000 });
  const { decision } = await generate(router([model('small', { fail: overflow }), same, model('large', { contextTokens: 32_000 })]), call);
  expect(decision!.attempts.map((attempt) => attempt.model)).toEqual(['small', 'large']);
  expect(same.calls).toBe(0);
});

test('when all fail, one error names each model, keeps the shortest wait and carries the decision', async () => {
  const wait = () => new LlmrrError('rate-limited', 'slow down', { retryAfterMs: 2_000 });
  await expect(generate(router([model('a', { fail: down }), model('b', { fail: wait })]), call)).rejects.toMatchObject({
    code: 'unavailable', retryable: true, retryAfterMs: 2_000,
    message: 'all 2 models failed: a: connection refused; b: slow down',
    details: { decision: { model: null, attempts: [{ model: 'a' }, { model: 'b' }] } },
  });
});

test('a caller who gives up gets aborted, not a fallback', async () => {
  const controller = new AbortController();
  const second = model('b');
  const first = model('a', { fail: () => (controller.abort(), down()) });
  await expect(generate(router([first, second]), { ...call, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  expect(second.calls).toBe(0);
});

test('a request with tools never goes to a model without; if none is left the error says so [S0-038]', async () => {
  const asked: LanguageCall = { ...call, tools: [{ name: 'weather' }] };
  const { decision } = await generate(router([model('plain'), model('able', { capabilities: ['tools'] })]), asked);
  expect(decision).toMatchObject({ model: 'able', excluded: [{ model: 'plain', reason: 'capability', detail: 'lacks tools' }] });
  await expect(generate(router([model('plain')]), asked)).rejects.toMatchObject({ code: 'unsupported-capability', message: 'no model can serve this request: plain lacks tools' });
});

test('a request may name its candidates [S1-008]', async () => {
  const { decision } = await generate(router([model('a'), model('b'), model('c')]), { ...call, routing: { models: ['b', 'c'] } });
  expect(decision!.candidates.map((candidate) => candidate.model)).toEqual(['b', 'c']);
  expect(decision!.excluded).toMatchObject([{ model: 'a', reason: 'not-listed' }]);
});

test('a pinned model is used even when the strategy would choose another, and its fallbacks may lie outside the pin [S0-011]', async () => {
  const models = [model('best', { quality: 1 }), model('pinned', { quality: 0.1 })];
  expect((await generate(router(models, { strategy: 'quality-first' }), { ...call, routing: { models: ['pinned'] } })).text).toBe('from pinned');
  const broken = [model('best', { quality: 1 }), model('pinned', { fail: down })];
  expect((await generate(router(broken), { ...call, routing: { models: ['pinned'], fallbacks: ['best'] } })).text).toBe('from best');
  await expect(generate(router(broken), { ...call, routing: { models: ['pinned'] } })).rejects.toMatchObject({ code: 'unavailable' });
});

test('cost, latency, window and tenant limits exclude models, with the numbers [S1-027] [S1-061]', async () => {
  const dear = model('dear', { prices: { input: 100, output: 100 } });
  const unknown = model('unknown', { prices: null });
  const cheap = model('cheap', { prices: { input: 0.1, output: 0.1 } });
  const limited: LanguageCall = { ...call, routing: { constraints: { maxCostUsd: 0.01 } } };
  const { decision } = await generate(router([dear, unknown, cheap]), limited);
  expect(decision).toMatchObject({ model: 'cheap', excluded: [{ model: 'dear', reason: 'max-cost', detail: 'about $0.0513, limit $0.01' }, { model: 'unknown', reason: 'max-cost', detail: 'price unknown' }] });
  await expect(generate(router([dear]), limited)).rejects.toMatchObject({ code: 'constraint-unmet' });
  expect(dear.calls).toBe(0);

  await expect(generate(router([model('a')]), { ...call, routing: { constraints: { minContextTokens: 100_000 } } })).rejects.toMatchObject({ code: 'context-overflow', message: expect.stringContaining('window of 8000, wanted 100000 tokens') });
  await expect(generate(router([model('a', { contextTokens: 100 })]), { messages: [{ role: 'user', content: 'word '.repeat(1_000) }] })).rejects.toMatchObject({ code: 'context-overflow', message: expect.stringContaining('prompt of about 1250 tokens, window of 100') });

  const owned = router([]);
  expect(owned.explain(call).order).toEqual([]);
  const forOne = route({ models: [{ model: model('private'), tenants: ['acme'] }], random: () => 0 });
  await expect(generate(forOne, call)).rejects.toMatchObject({ code: 'no-model' });
  expect((await generate(forOne, { ...call, context: { tenant: 'acme' } })).text).toBe('from private');
});

test('slow and unreliable models are excluded once they have been measured [S1-027]', async () => {
  const signals = signalBook({ clock: systemClock });
  signals.started('slow');
  signals.ended('slow', 'ok', { latencyMs: 5_000, outputTokens: 50 });
  for (let count = 0; count < 9; count++) {
    signals.started('flaky');
    signals.ended('flaky', 'failed', { latencyMs: 1 });
  }
  const { excluded } = route({ models: [model('slow'), model('flaky'), model('fresh')], signals, random: () => 0 }).explain({
    ...call,
    routing: { constraints: { maxLatencyMs: 1_000, minReliability: 0.99, minTokensPerSecond: 5 } },
  });
  expect(excluded).toEqual([
    { model: 'slow', reason: 'max-latency', detail: '5000 ms on average, limit 1000 ms' },
    { model: 'flaky', reason: 'min-reliability', detail: expect.stringMatching(/^succeeds \d+\.\d %, wanted 99 %$/) },
  ]);
});

test('the decision lists the scores of each candidate, its estimate and who was excluded why [S0-036]', async () => {
  const { decision } = await generate(router([model('a', { quality: 0.9 }), model('b')], { strategy: 'balanced' }), call);
  expect(decision!.candidates).toMatchObject([
    { model: 'a', scores: { quality: 0.9, cost: 1, speed: 1, reliability: expect.closeTo(0.684, 3) }, reason: 'quality 0.90, cost 1.00, speed 1.00, reliability 0.68', estimate: { inputTokens: 1, outputTokens: 512 } },
    { model: 'b' },
  ]);
  expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
});

test('the strategy of the call wins over the configured one; an unknown name lists the valid ones [S0-037] [S1-028]', async () => {
  const models = [model('good', { quality: 1, prices: { input: 10, output: 10 } }), model('cheap', { quality: 0.1 })];
  expect((await generate(router(models, { strategy: 'quality-first' }), call)).text).toBe('from good');
  expect((await generate(router(models, { strategy: 'quality-first' }), { ...call, routing: { strategy: 'cost-optimized' } })).text).toBe('from cheap');
  await expect(generate(router(models), { ...call, routing: { strategy: 'best' } })).rejects.toMatchObject({ code: 'unknown-strategy', message: expect.stringContaining('balanced, quality-first') });
  const custom = { mine: (_call: LanguageCall, candidates: readonly { id: string }[]) => [...candidates].reverse().map(({ id }, index) => ({ id, score: -index, scores: {}, reason: 'last first' })) };
  expect((await generate(router(models, { strategy: 'mine', custom }), call)).text).toBe('from cheap');
});

test('in-flight counters return to zero, however calls end [S0-039]', async () => {
  const signals = signalBook({ clock: systemClock });
  const watched = (one: LanguageModel) => wrap(one, record({ signals, clock: systemClock, newId: () => 'x' }));
  const ok = watched(model('ok'));
  const bad = watched(model('bad', { fail: down, failLate: true }));
  const running = ok.stream(call)[Symbol.asyncIterator]();
  await running.next();
  expect(signals.of('ok').inFlight).toBe(1);
  await running.return?.();
  await generate(ok, call);
  await expect(generate(bad, call)).rejects.toThrow();
  expect([signals.of('ok').inFlight, signals.of('bad').inFlight]).toEqual([0, 0]);
  expect(signals.of('ok').successRate).toBeGreaterThan(signals.of('bad').successRate!);
});

test('a model that ends without finish is reported as cut, never as complete', async () => {
  const cut: LanguageModel = {
    ...model('cut'),
    async *stream() {
      yield { type: 'start', model: 'cut' };
      yield { type: 'text', index: 0, text: 'half' };
    },
  };
  await expect(generate(router([cut]), call)).rejects.toMatchObject({ code: 'stream-cut' });
});

test('traffic leaves a dead model and returns when it has recovered, without a restart [S0-043]', async () => {
  let dead = true;
  const wobbly = model('wobbly', { quality: 0.6, fail: () => (dead ? down() : undefined) });
  const other = model('other', { quality: 0.5 });
  let nowMs = 0;
  const clock = { ...systemClock, now: () => nowMs };
  const signals = signalBook({ clock });
  const routed = route({ strategy: 'balanced', signals, random: () => 0, models: [wobbly, other].map((one) => wrap(one, record({ signals, clock, newId: () => 'x' }))) });
  for (let count = 0; count < 5; count++) expect((await generate(routed, call)).text).toBe('from other');
  expect(wobbly.calls).toBeLessThan(5);
  dead = false;
  nowMs += 600_000;
  expect((await generate(routed, call)).text).toBe('from wobbly');
});

test('a fault of ours, or a wrong request, does not lower the reliability of a model', async () => {
  const signals = signalBook({ clock: systemClock });
  for (const code of ['internal', 'invalid-request', 'context-overflow'] as const) {
    const bad = wrap(model('a', { fail: () => new LlmrrError(code, 'x') }), record({ signals, clock: systemClock, newId: () => 'x' }));
    await expect(generate(bad, call)).rejects.toMatchObject({ code });
  }
  expect(signals.of('a').successRate).toBeNull();
});
