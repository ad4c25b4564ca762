import { expect, test } from '@jest/globals';
import type { LanguageCall, Source } from '@llmrr/core';
import fc from 'fast-check';
import { mock, observe, virtualClock } from './index.ts';

const source = (options: Readonly<Record<string, unknown>> = {}, rest = 'test'): Source => ({ uri: `mock:${rest}`, scheme: 'mock', rest, id: 'test-model', options });
const language = (options?: Readonly<Record<string, unknown>>, clock = virtualClock()) => mock({ clock }).languageModel!(source(options));
const ask = (content: string, more: Partial<LanguageCall> = {}): LanguageCall => ({ messages: [{ role: 'user', content }], ...more });

test('the provider opens mock: sources and nothing else', async () => {
  expect(await mock().opens(source())).toBe(true);
  expect(await mock().opens({ uri: 'openai:test', scheme: 'openai', rest: 'test' })).toBe(false);
  const { id, card } = await language();
  expect({ id, name: card.name, provider: card.provider, prices: card.prices }).toEqual({ id: 'test-model', name: 'test', provider: 'mock', prices: { input: 0, output: 0, source: 'testing' } });
  expect([...card.capabilities]).toEqual(['text-generation', 'tools', 'parallel-tools', 'json', 'json-schema', 'reasoning', 'prefill']);
});

test('a mock source replies deterministically, derived from the prompt, marked as a mock, in several chunks [S1-019]', async () => {
  const replies = await Promise.all([language(), language()].map(async (model) => observe(await model, ask('The quick brown fox'))));
  expect(replies[0]!.text).toBe('[mock] You said: The quick brown fox');
  expect(replies[1]!.text).toBe(replies[0]!.text);
  expect(replies[0]!.parts.filter(({ type }) => type === 'text').length).toBeGreaterThanOrEqual(2);
  expect((await observe(await language(), ask('Another prompt'))).text).toContain('Another prompt');
});

test('mock embeddings are the same for the same text, of unit length, and as long as asked [S1-019]', async () => {
  const model = await mock().embeddingModel!(source({ dimensions: 24 }));
  expect(model.dimensions).toBe(24);
  const [first, again, other] = (await model.embed({ values: ['a red fox', 'a red fox', 'blue'] })).vectors;
  expect(first).toEqual(again);
  expect(first).not.toEqual(other);
  expect(Math.hypot(...first!)).toBeCloseTo(1, 5);
  expect((await model.embed({ values: ['a red fox'], dimensions: 7 })).vectors[0]).toHaveLength(7);
  await expect(model.embed({ values: ['a'], dimensions: 0 })).rejects.toThrow('dimensions is 0');
});

test('a mock fails as often as its options say, with the error they name, then answers [S1-019]', async () => {
  const model = await language({ failures: 2, failWith: 'rate-limited', retryAfterMs: 40 });
  for (const count of [1, 2]) {
    await expect(observe(model, ask('Hi'))).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 40, message: `mock model 'test-model' fails as its options ask (failure ${count} of 2)` });
  }
  expect((await observe(model, ask('Hi'))).text).toContain('Hello');

  const embedding = await mock().embeddingModel!(source({ failures: 1 }));
  await expect(embedding.embed({ values: ['a'] })).rejects.toMatchObject({ code: 'unavailable' });
  expect((await embedding.embed({ values: ['a'] })).vectors).toHaveLength(1);

  const dead = await language({ failures: 'always' });
  for (let count = 0; count < 5; count++) await expect(observe(dead, ask('Hi'))).rejects.toMatchObject({ code: 'unavailable' });
});

test('a mock can fail behind some of its content', async () => {
  const model = await language({ failures: 1, failAfterParts: 2, failWith: 'stream-cut' });
  const texts: string[] = [];
  const reading = async () => {
    for await (const part of model.stream(ask('Tell me a story.'))) if (part.type === 'text') texts.push(part.text);
  };
  await expect(reading()).rejects.toMatchObject({ code: 'stream-cut' });
  expect(texts).toHaveLength(2);
});

test('latency and the pause between parts pass on the given clock', async () => {
  const clock = virtualClock();
  const model = await language({ latencyMs: 100, partDelayMs: 10 }, clock);
  const arrived: number[] = [];
  const reading = (async () => {
    for await (const part of model.stream(ask('Hello!', { maxTokens: 3 }))) if (part.type === 'text') arrived.push(clock.now());
  })();
  await clock.advance(200);
  await reading;
  expect(arrived).toEqual([100, 110, 120]);
});

test('options of the wrong kind are refused by name', async () => {
  await expect(language({ failures: -1, failWith: 'nonsense', latencyMs: 'soon' })).rejects.toThrow(/options of model 'mock:test' do not fit: failures: .*failWith: .*latencyMs: /);
  await expect(language({ failures: -1 })).rejects.toMatchObject({ code: 'invalid-config' });
});

test('a fixed reply, defaults of the provider, and foreign settings in the entry go together', async () => {
  const provider = mock({ reply: 'Always this.', clock: virtualClock() });
  const model = await provider.languageModel!(source({ threads: 4 }));
  expect((await observe(model, ask('Anything'))).text).toBe('Always this.');
  const other = await provider.languageModel!(source({ reply: 'Or that.' }));
  expect((await observe(other, ask('Anything'))).text).toBe('Or that.');
});

test('it reasons when asked to, in a block of its own before the text', async () => {
  const { reasoning, usage, parts } = await observe(await language(), ask('What is GGUF?', { reasoning: { effort: 'low' } }));
  expect(reasoning).toContain('What is GGUF?');
  expect(usage?.reasoningTokens).toBeGreaterThan(0);
  expect(parts.filter((part) => 'index' in part && part.index === 0).every(({ type }) => type === 'reasoning')).toBe(true);
});

test('whatever is asked, the protocol holds, maxTokens is kept, and no stop sequence slips through', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 40 }), fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 3 }), async (prompt, maxTokens, stop) => {
      const { text, usage, finish } = await observe(await language({ contextTokens: 100_000 }), ask(prompt, { maxTokens, stop }));
      expect(usage!.outputTokens).toBeLessThanOrEqual(maxTokens);
      expect(stop.some((sequence) => text.includes(sequence))).toBe(false);
      expect(['stop', 'length']).toContain(finish.reason);
    }),
  );
});
