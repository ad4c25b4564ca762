import { expect, test } from '@jest/globals';
import type { Clock } from '../clock.ts';
import type { LanguageCall } from '../call.ts';
import { generate } from '../answer.ts';
import { LlmrrError } from '../error.ts';
import type { EmbeddingModel, LanguageModel, ModelCard } from '../index.ts';
import type { StreamPart } from '../part.ts';
import { abortError } from './abort.ts';
import { limit } from './limit.ts';
import { wrap } from './policy.ts';
import { retry } from './retry.ts';
import { timeout } from './timeout.ts';

const card: ModelCard = {
  id: 'a', provider: 'test', name: 'a', locality: 'remote', capabilities: new Set(['text-generation']), contextTokens: 100, prices: null, quality: null,
};
const call: LanguageCall = { messages: [{ role: 'user', content: 'hi' }] };
const start: StreamPart = { type: 'start', model: 'a' };
const text = (value: string): StreamPart => ({ type: 'text', index: 0, text: value });
const finish: StreamPart = { type: 'finish', reason: 'stop' };
const busy = () => new LlmrrError('overloaded', 'busy');

type Step = StreamPart | Error | 'hang' | Promise<unknown>;

/** Each call follows the next script: parts are yielded, errors thrown, promises awaited, 'hang' waits for the signal. */
function scripted(...scripts: readonly (readonly Step[])[]): LanguageModel & { calls: LanguageCall[]; ended: number } {
  const model = {
    id: 'a',
    card,
    calls: [] as LanguageCall[],
    ended: 0,
    async *stream(received: LanguageCall): AsyncGenerator<StreamPart> {
      const script = scripts[Math.min(model.calls.length, scripts.length - 1)]!;
      model.calls.push(received);
      try {
        for (const step of script) {
          if (step instanceof Error) throw step;
          else if (step === 'hang') await new Promise((_resolve, reject) => received.signal!.addEventListener('abort', () => reject(abortError(received.signal!))));
          else if (step instanceof Promise) await step;
          else yield step;
        }
      } finally {
        model.ended++;
      }
    },
  };
  return model;
}

/** Time stands still until `advance`. */
function manualClock(): Clock & { advance(ms: number): Promise<void>; readonly timers: number } {
  let nowMs = 0;
  let timers: { at: number; callback: () => void }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => nowMs,
    wall: () => nowMs,
    get timers() {
      return timers.length;
    },
    setTimeout(callback, delayMs) {
      const timer = { at: nowMs + delayMs, callback };
      timers.push(timer);
      return timer;
    },
    clearTimeout(timer) {
      timers = timers.filter((one) => one !== timer);
    },
    async advance(ms) {
      const until = nowMs + ms;
      await settle();
      for (;;) {
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        nowMs = due.at;
        timers = timers.filter((one) => one !== due);
        due.callback();
        await settle();
      }
      nowMs = until;
      await settle();
    },
  };
}

test('retry tries 1+3 times with growing delays, then gives the last error [S0-041]', async () => {
  const clock = manualClock();
  const model = scripted([start, busy()]);
  const failed = expect(generate(wrap(model, retry({ retries: 3, clock, random: () => 1 })), call)).rejects.toMatchObject({ code: 'overloaded' });
  const starts: number[] = [];
  for (let at = 0; at < 1000; at += 125) {
    await clock.advance(125);
    starts.push(model.calls.length);
  }
  await failed;
  // Delays of 125, 250 and 500 ms: the half of 250, 500, 1000 that is left when all jitter is taken off.
  expect(starts).toEqual([2, 2, 3, 3, 3, 3, 4, 4]);
  expect(clock.timers).toBe(0);
});

test('retry never repeats a request that was wrong, or a key that is bad [S0-041]', async () => {
  for (const code of ['invalid-request', 'provider-auth', 'quota-exhausted'] as const) {
    const model = scripted([new LlmrrError(code, 'no')]);
    await expect(generate(wrap(model, retry({ retries: 3 })), call)).rejects.toMatchObject({ code });
    expect(model.calls).toHaveLength(1);
  }
});

test('retry leaves an answer alone once content has gone out', async () => {
  const model = scripted([start, text('he'), busy()], [start, text('hello'), finish]);
  const seen: string[] = [];
  await expect(
    (async () => {
      for await (const part of wrap(model, retry({ retries: 3 })).stream(call)) seen.push(part.type);
    })(),
  ).rejects.toMatchObject({ code: 'overloaded' });
  expect(seen).toEqual(['start', 'text']);
  expect(model.calls).toHaveLength(1);
});

test('retry waits as long as the upstream asks, unless that is longer than it is worth', async () => {
  const clock = manualClock();
  const model = scripted([new LlmrrError('rate-limited', 'slow down', { retryAfterMs: 3_000 })], [start, finish]);
  const answer = generate(wrap(model, retry({ clock })), call);
  await clock.advance(2_999);
  expect(model.calls).toHaveLength(1);
  await clock.advance(1);
  await answer;
  const long = scripted([new LlmrrError('rate-limited', 'slow down', { retryAfterMs: 30_000 })]);
  await expect(generate(wrap(long, retry({ clock })), call)).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 30_000 });
  expect(long.calls).toHaveLength(1);
});

test('retry stops waiting when the caller gives up, and leaves no timer', async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const failed = expect(generate(wrap(scripted([busy()]), retry({ clock })), { ...call, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  await clock.advance(1);
  controller.abort();
  await failed;
  expect(clock.timers).toBe(0);
});

test('a call says itself how often to retry', async () => {
  const model = scripted([busy()]);
  await expect(generate(wrap(model, retry({ retries: 3 })), { ...call, retries: 0 })).rejects.toMatchObject({ code: 'overloaded' });
  expect(model.calls).toHaveLength(1);
});

test('a model that gives nothing is aborted after the first-part limit, and the error says which limit [S0-042]', async () => {
  const clock = manualClock();
  const model = scripted([start, 'hang']);
  const failed = expect(generate(wrap(model, timeout({ firstPartMs: 50, totalMs: 500, clock })), call)).rejects.toMatchObject({
    code: 'timeout', retryable: true, details: { phase: 'first-part', limitMs: 50 },
  });
  await clock.advance(50);
  await failed;
  expect(model.ended).toBe(1);
  expect(clock.timers).toBe(0);
});

test('silence in mid-answer is measured while somebody reads, and only then', async () => {
  const clock = manualClock();
  const parts = wrap(scripted([start, text('a'), text('b'), 'hang']), timeout({ firstPartMs: 50, betweenPartsMs: 20, clock })).stream(call)[Symbol.asyncIterator]();
  await parts.next();
  await parts.next();
  await clock.advance(1_000);
  expect((await parts.next()).value).toMatchObject({ text: 'b' });
  await clock.advance(1_000);
  const failed = expect(parts.next()).rejects.toMatchObject({ code: 'timeout', details: { phase: 'between-parts' } });
  await clock.advance(20);
  await failed;
  expect(clock.timers).toBe(0);
});

test('the total limit ends even a model that keeps talking; a call sets its own', async () => {
  const clock = manualClock();
  const model = scripted([start, text('a'), 'hang']);
  const failed = expect(generate(wrap(model, timeout({ totalMs: 60_000, clock })), { ...call, timeoutMs: 30 })).rejects.toMatchObject({ details: { phase: 'total', limitMs: 30 } });
  await clock.advance(30);
  await failed;
});

test('timeout passes on why the caller gave up and takes its listener away', async () => {
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = ((...args: Parameters<typeof addEventListener>) => (listeners++, addEventListener.apply(signal, args))) as typeof addEventListener;
  signal.removeEventListener = ((...args: Parameters<typeof removeEventListener>) => (listeners--, removeEventListener.apply(signal, args))) as typeof removeEventListener;
  await generate(wrap(scripted([start, finish]), timeout({ totalMs: 1_000 })), { ...call, signal });
  expect(listeners).toBe(0);
  const failed = expect(generate(wrap(scripted(['hang']), timeout({ totalMs: 1_000 })), { ...call, signal })).rejects.toMatchObject({ code: 'aborted' });
  setImmediate(() => controller.abort());
  await failed;
});

test('limit never runs more than allowed, first come first served, and refuses beyond its queue [S0-054]', async () => {
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const model: LanguageModel = {
    id: 'a',
    card,
    async *stream({ seed }) {
      order.push(seed!);
      most = Math.max(most, ++running);
      yield start;
      await new Promise((resolve) => setImmediate(resolve));
      yield finish;
      running--;
    },
  };
  const policy = limit({ maxConcurrent: 10, maxQueue: 40 });
  const limited = wrap(model, policy);
  const calls = Array.from({ length: 50 }, (_, seed) => generate(limited, { ...call, seed }));
  await new Promise((resolve) => setImmediate(resolve));
  await expect(generate(limited, { ...call, seed: 99 })).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 1_000 });
  await Promise.all(calls);
  expect(most).toBe(10);
  expect(order).toEqual(Array.from({ length: 50 }, (_, seed) => seed));
  expect([policy.active(), policy.queued()]).toEqual([0, 0]);
});

test('limit frees the place of a caller who gives up, queued or running', async () => {
  const policy = limit({ maxConcurrent: 1 });
  const limited = wrap(scripted([start, text('a'), finish]), policy);
  const first = limited.stream(call)[Symbol.asyncIterator]();
  await first.next();
  const controller = new AbortController();
  const queued = expect(generate(limited, { ...call, signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(policy.queued()).toBe(1);
  controller.abort();
  await queued;
  expect([policy.active(), policy.queued()]).toEqual([1, 0]);
  await first.return?.();
  expect(policy.active()).toBe(0);
});

test('one policy serves embedding models too, and wrapping keeps the other members', async () => {
  let calls = 0;
  let closed = 0;
  const model: EmbeddingModel = {
    id: 'e',
    card,
    dimensions: 1,
    async embed({ values }) {
      if (calls++ === 0) throw busy();
      return { model: 'e', vectors: values.map(() => new Float32Array([1])), usage: null };
    },
    async close() {
      closed++;
    },
  };
  const wrapped = wrap(model, retry({ backoffMs: () => 0 }), timeout({ totalMs: 1_000 }));
  expect((await wrapped.embed({ values: ['x'] })).vectors).toHaveLength(1);
  expect(calls).toBe(2);
  await wrapped.close?.();
  expect([closed, wrapped.dimensions]).toEqual([1, 1]);
});

test('a reader who stops ends the model', async () => {
  const model = scripted([start, text('a'), text('b'), finish]);
  for await (const part of wrap(model, retry(), timeout({ totalMs: 1_000 }), limit({ maxConcurrent: 1 })).stream(call)) if (part.type === 'text') break;
  expect(model.ended).toBe(1);
});
