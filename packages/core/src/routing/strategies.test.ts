import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LanguageCall } from '../call.ts';
import type { Capability } from '../card.ts';
import type { Candidate } from '../strategy.ts';
import { strategies, type StrategyName } from './strategies.ts';
import { weighing } from './weighted-strategy.ts';

const call: LanguageCall = { messages: [{ role: 'user', content: 'hi' }] };
const input = { draw: 0, turn: 0 };

interface Traits {
  quality?: number | null;
  costUsd?: number | null;
  latencyMs?: number | null;
  successRate?: number | null;
  inFlight?: number;
  weight?: number;
  priority?: number;
  capabilities?: readonly Capability[];
}
function candidate(id: string, { quality = 0.5, costUsd = 0.001, latencyMs = 500, successRate = 0.99, inFlight = 0, weight = 1, priority = 0, capabilities = [] }: Traits = {}): Candidate {
  return {
    id,
    weight,
    priority,
    card: { id, provider: 'test', name: id, locality: 'remote', capabilities: new Set(['text-generation', ...capabilities]), contextTokens: 8_000, prices: null, quality },
    signals: { latencyMs, firstPartMs: latencyMs, tokensPerSecond: null, successRate, inFlight, calls: 10 },
    estimate: { inputTokens: 10, outputTokens: 10, costUsd, latencyMs },
  };
}
const winner = (name: StrategyName, candidates: readonly Candidate[], at = input, asked = call) => strategies[name](asked, candidates, at)[0]!.id;

const five = [
  candidate('allround', { quality: 0.8, costUsd: 0.0008, latencyMs: 300, successRate: 0.97 }),
  candidate('best', { quality: 0.98, costUsd: 0.02, latencyMs: 3_000, successRate: 0.95 }),
  candidate('cheap', { quality: 0.3, costUsd: 0.00001, latencyMs: 1_500, successRate: 0.9 }),
  candidate('fast', { quality: 0.35, costUsd: 0.004, latencyMs: 60, successRate: 0.9 }),
  candidate('steady', { quality: 0.4, costUsd: 0.009, latencyMs: 2_000, successRate: 1, capabilities: ['json-schema', 'tools', 'reasoning'] }),
];

test.each([
  ['balanced', 'allround'],
  ['quality-first', 'best'],
  ['cost-optimized', 'cheap'],
  ['speed-priority', 'fast'],
  ['reliability-first', 'steady'],
] as const)('%s prefers the %s of five models [S0-035]', (name, expected) => {
  expect(winner(name, five)).toBe(expected);
});

test('balanced does not take a toy for being free and fast', () => {
  const toy = candidate('toy', { quality: 0.03, costUsd: 0, latencyMs: 5, successRate: 1 });
  const real = candidate('real', { quality: 0.6, costUsd: 0.001, latencyMs: 900, successRate: 0.99 });
  expect(winner('balanced', [toy, real])).toBe('real');
  expect(winner('cost-optimized', [toy, real])).toBe('toy');
});

test('reliability-first prefers the model with the highest success rate [S1-025]', () => {
  expect(strategies['reliability-first'](call, five, input).map(({ id }) => id).slice(0, 2)).toEqual(['steady', 'allround']);
});

test('capability-match prefers the model that enforces the wanted schema and reasons [S0-035]', () => {
  const asked: LanguageCall = { ...call, responseFormat: { type: 'json-schema', name: 'x', schema: {} }, reasoning: { effort: 'high' } };
  const [first] = strategies['capability-match'](asked, five, input);
  expect(first).toMatchObject({ id: 'steady', reason: 'offers 2 of 2: json-schema, reasoning' });
  expect(winner('capability-match', five)).toBe('best');
});

test('an unknown price is never treated as free', () => {
  expect(winner('cost-optimized', [candidate('unknown', { costUsd: null }), candidate('dear', { costUsd: 0.5 }), candidate('cheap')])).toBe('cheap');
  const [, , last] = strategies['cost-optimized'](call, [candidate('unknown', { costUsd: null }), candidate('cheap'), candidate('dear', { costUsd: 0.5, successRate: 1 })], input);
  expect(last!.id).toBe('unknown');
});

test('weighted gives 70/30 within 2 % over 10,000 draws [S1-023]', () => {
  const candidates = [candidate('openai', { weight: 0.7 }), candidate('anthropic', { weight: 0.3 })];
  let openai = 0;
  for (let draw = 0; draw < 10_000; draw++) if (winner('weighted', candidates, { draw: ((draw * 7_919) % 10_000) / 10_000, turn: 0 }) === 'openai') openai++;
  expect(Math.abs(openai / 10_000 - 0.7)).toBeLessThan(0.02);
});

test('priority puts the lower number first, wherever it stands [S1-024]', () => {
  expect(strategies.priority(call, [candidate('second', { priority: 2 }), candidate('first', { priority: 1 })], input).map(({ id }) => id)).toEqual(['first', 'second']);
});

test('round-robin takes turns [S0-039]', () => {
  expect([0, 1, 2, 3, 4, 5].map((turn) => winner('round-robin', five, { draw: 0, turn }))).toEqual(['allround', 'best', 'cheap', 'fast', 'steady', 'allround']);
});

test('random reaches every model equally', () => {
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 1_000; draw++) {
    const id = winner('random', five, { draw: draw / 1_000, turn: 0 });
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual([200, 200, 200, 200, 200]);
});

test('least-loaded takes the less loaded of two drawn, and the most loaded never wins [S0-039]', () => {
  const candidates = [candidate('idle', { inFlight: 0 }), candidate('some', { inFlight: 2 }), candidate('full', { inFlight: 50 })];
  const winners = new Set<string>();
  const pairs = 600;
  let idle = 0;
  for (let draw = 0; draw < pairs; draw++) {
    const id = winner('least-loaded', candidates, { draw: draw / pairs, turn: 0 });
    winners.add(id);
    if (id === 'idle') idle++;
  }
  expect(winners).toEqual(new Set(['idle', 'some']));
  expect(idle / pairs).toBeCloseTo(2 / 3, 2);
  expect(winner('least-loaded', [candidate('slow', { latencyMs: 5_000 }), candidate('quick', { latencyMs: 50 })], { draw: 0.3, turn: 0 })).toBe('quick');
});

test('every strategy ranks every candidate exactly once, best score first, and is pure', () => {
  const traits = fc.record({
    quality: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    costUsd: fc.option(fc.double({ min: 0, max: 10, noNaN: true })),
    latencyMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    successRate: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    inFlight: fc.nat(1000),
    weight: fc.double({ min: 0.001, max: 100, noNaN: true }),
    priority: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(traits, { minLength: 1, maxLength: 8 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(), (all, draw, turn) => {
      const candidates = all.map((one, index) => candidate(`m${index}`, one));
      for (const rank of [...Object.values(strategies), weighing({ quality: 3, cost: 1 })]) {
        const ranking = rank(call, candidates, { draw, turn });
        expect(ranking.map(({ id }) => id).sort()).toEqual(candidates.map(({ id }) => id).sort());
        expect(ranking.every(({ score }, index) => Number.isFinite(score) && (index === 0 || score <= ranking[index - 1]!.score))).toBe(true);
        expect(rank(call, candidates, { draw, turn })).toEqual(ranking);
      }
    }),
  );
});
