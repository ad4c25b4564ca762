import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { LanguageCall, LanguageModel } from '@llmrr/core';
import { tinyLanguageModel } from '@llmrr/tiny-models';
import { answer, assistant, fileSource, tinySource, user } from './engine.test.fixture.ts';
import { gguf } from './gguf.ts';
import { randomGguf } from './random-gguf.test.fixture.ts';

// Answers of the shipped model (it knows these) and of one with random weights (it never ends by itself).
jest.setTimeout(120_000);

const provider = gguf();
let folder: string;
let pico: LanguageModel;
let random: LanguageModel;

async function open(source: Parameters<NonNullable<typeof provider.languageModel>>[0]): Promise<LanguageModel> {
  const model = await provider.languageModel?.(source);
  if (!model) throw new Error('no language model');
  return model;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llmrr-gguf-'));
  await writeFile(join(folder, 'random.gguf'), randomGguf());
  pico = await open(tinySource());
  random = await open(fileSource(join(folder, 'random.gguf'), { threads: 1, sequences: 1, contextTokens: 128 }, 'random'));
});
afterAll(async () => {
  await provider.close?.();
  await rm(folder, { recursive: true });
});

const story = 'Tell me a story about a fox.';

test('a file is described from its header, and answers when the engine is there; without it the error says what to install [S0-026]', async () => {
  const { id: name, contextTokens, parameters, bytes: sizeBytes } = tinyLanguageModel;
  expect(pico.card).toMatchObject({ name, contextTokens, parameters, sizeBytes, quantization: 'Q8_0', description: expect.stringContaining('llama') });
  expect((await answer(pico, { prompt: 'What is the capital of France?' })).text).toBe('The capital of France is Paris.');
  const without = await gguf({ engine: 'node-llama-cpp-of-nobody' }).languageModel?.(tinySource());
  await expect(without?.load?.()).rejects.toMatchObject({ code: 'missing-package', message: expect.stringContaining('npm install node-llama-cpp-of-nobody') });
});

test('a stream begins with start, ends with usage and one finish, and its pieces are the whole answer', async () => {
  const streamed = await answer(pico, { prompt: story });
  expect(streamed.parts[0]).toEqual({ type: 'start', model: 'pico', vendorModel: tinyLanguageModel.id });
  expect(streamed.parts.slice(-2).map(({ type }) => type)).toEqual(['usage', 'finish']);
  expect(streamed.parts.filter(({ type }) => type === 'finish')).toHaveLength(1);
  expect(streamed.parts.filter(({ type }) => type === 'text').length).toBeGreaterThanOrEqual(2);
  expect(streamed.finish.reason).toBe('stop');
  const whole = await answer(pico, { prompt: story, delivery: 'whole' });
  expect(whole.text).toBe(streamed.text);
  expect(whole.parts.map(({ type }) => type)).toEqual(['start', 'usage', 'text', 'usage', 'finish']);
});

test('characters of several bytes survive, in the prompt and in the answer', async () => {
  const { text, parts } = await answer(pico, { prompt: 'Repeat: naïve café 世界 🦊', maxTokens: 60 });
  expect(text.length).toBeGreaterThan(0);
  expect(parts.every((part) => part.type !== 'text' || !/[\uD800-\uDBFF]$/.test(part.text))).toBe(true);
  // Every token of this one is one byte, so most characters are cut.
  const all = await answer(random, { prompt: 'é', maxTokens: 80 });
  expect(all.text.length).toBeGreaterThan(10);
  expect(all.usage.outputTokens).toBe(80);
});

test('greedy answers are the same every time, seeded ones for the same seed', async () => {
  const texts = async (call: Partial<LanguageCall>) => (await answer(pico, { prompt: story, ...call })).text;
  expect(await texts({})).toBe(await texts({ temperature: 0, seed: 5 }));
  const seven = await texts({ temperature: 1.5, seed: 7 });
  expect(await texts({ temperature: 1.5, seed: 7 })).toBe(seven);
  const others = new Set([seven, await texts({ temperature: 1.5 }), await texts({ temperature: 1.5 }), await texts({ temperature: 1.5, seed: 8 })]);
  expect(others.size).toBeGreaterThan(1);
  expect(await texts({ temperature: 1.5, topK: 1 })).toBe(await texts({}));
  expect(await texts({ temperature: 1.5, minP: 1 })).toBe(await texts({}));
});

test('an answer ends before its stop sequence, and says which one', async () => {
  const full = (await answer(pico, { prompt: 'What is the capital of France?' })).text;
  const { text, finish } = await answer(pico, { prompt: 'What is the capital of France?', stop: ['xyz', ' of France'] });
  expect(text).toBe(full.slice(0, full.indexOf(' of France')));
  expect(finish).toEqual({ type: 'finish', reason: 'stop', stopSequence: ' of France' });
});

test('maxTokens is exact, and the reason is length', async () => {
  const { usage, finish, text } = await answer(pico, { prompt: story, maxTokens: 5 });
  expect([usage.outputTokens, finish.reason]).toEqual([5, 'length']);
  expect((await answer(pico, { prompt: story })).text.startsWith(text)).toBe(true);
});

test('biases forbid and force tokens, and penalties change what is repeated', async () => {
  const plain = await answer(random, { prompt: 'a', maxTokens: 40 });
  // Its tokens are bytes.
  const letter = /[ -~]/.exec(plain.text)?.[0] ?? 'none';
  const without = await answer(random, { prompt: 'a', maxTokens: 40, logitBias: { [letter.charCodeAt(0)]: -100 } });
  expect(without.text).not.toContain(letter);
  expect((await answer(random, { prompt: 'a', maxTokens: 6, logitBias: { '120': 100 } })).text).toBe('xxxxxx');
  // Against a weaker bias a penalty for what is there already wins after the first.
  const { text } = await answer(random, { prompt: 'a', maxTokens: 6, logitBias: { '120': 20, '121': 19 }, presencePenalty: 2 });
  expect(text.slice(0, 2)).toBe('xy');
});

test('log-probabilities belong to the tokens of the text, with the likeliest others', async () => {
  const { logprobs, text, usage } = await answer(pico, { prompt: 'What is the capital of France?', logprobs: 3 });
  expect(logprobs.map(({ token }) => token).join('')).toBe(text);
  expect(logprobs).toHaveLength(usage.outputTokens);
  for (const { token, logprob, bytes, top } of logprobs) {
    expect(logprob).toBeLessThanOrEqual(0);
    expect(Buffer.from(bytes ?? []).toString()).toBe(token);
    expect(top).toHaveLength(3);
    expect(top?.[0]).toEqual({ token, logprob, bytes });
    expect([...(top ?? [])].sort((a, b) => b.logprob - a.logprob)).toEqual(top);
  }
  const mass = logprobs[0]?.top?.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0) ?? 0;
  expect(mass).toBeGreaterThan(0.5);
  expect(mass).toBeLessThanOrEqual(1.0001);
});

test('JSON is enforced, by schema or at all, also on a model that would never write any', async () => {
  const person = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name', 'age'], additionalProperties: false };
  const prompt = 'Extract the name and age as JSON: Nina is 52 years old.';
  const bySchema = await answer(pico, { prompt, responseFormat: { type: 'json-schema', name: 'person', schema: person, strict: true } });
  expect(JSON.parse(bySchema.text)).toEqual({ name: 'Nina', age: 52 });
  expect(bySchema.finish.reason).toBe('stop');
  expect(JSON.parse((await answer(pico, { prompt, responseFormat: { type: 'json' } })).text)).toEqual({ name: 'Nina', age: 52 });

  const choice = { type: 'object', properties: { ok: { type: 'boolean' }, level: { type: 'integer', minimum: 3, maximum: 5 }, pair: { type: 'array', items: { enum: ['a', 'b'] }, minItems: 2, maxItems: 2 } } };
  const forced = await answer(random, { prompt: 'a', temperature: 2, seed: 3, responseFormat: { type: 'json-schema', name: 'choice', schema: choice } });
  expect(JSON.parse(forced.text)).toEqual({ ok: expect.any(Boolean), level: expect.any(Number), pair: [expect.stringMatching(/^[ab]$/), expect.stringMatching(/^[ab]$/)] });
  expect([3, 4, 5]).toContain((JSON.parse(forced.text) as { level: number }).level);
});

test('an answer goes on exactly behind what was sent of it, wherever it was cut', async () => {
  const { text, logprobs } = await answer(pico, { prompt: story, logprobs: 0 });
  let end = 0;
  const cuts = [...logprobs.map(({ token }) => (end += token.length)), ...Array.from({ length: 60 }, (_, index) => index + 1)];
  for (const cut of cuts) {
    const { text: rest, finish } = await answer(pico, { prompt: story, continueFrom: text.slice(0, cut) });
    expect(text.slice(0, cut) + rest).toBe(text);
    expect(finish.reason).toBe('stop');
  }
  const begun = await answer(pico, { messages: [user(story), assistant(text.slice(0, 20))], continueFrom: text.slice(20, 25), logprobs: 0 });
  expect(text.slice(0, 25) + begun.text).toBe(text);
  expect(begun.usage.outputTokens).toBe(begun.logprobs.length);
});

test('JSON that was cut goes on as the same JSON', async () => {
  const responseFormat = { type: 'json-schema', name: 'person', schema: { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } } } } as const;
  const call = { prompt: 'Extract the name and age as JSON: Nina is 52 years old.', responseFormat };
  const { text } = await answer(pico, call);
  for (let cut = 1; cut < text.length; cut++) {
    expect(text.slice(0, cut) + (await answer(pico, { ...call, continueFrom: text.slice(0, cut) })).text).toBe(text);
  }
  await expect(answer(pico, { ...call, continueFrom: 'Certainly: {' })).rejects.toMatchObject({ code: 'invalid-request', message: expect.stringContaining('continueFrom') });
});

test('a conversation is evaluated from where it was left, also when others come between', async () => {
  const model = await open(tinySource({ sequences: 2 }));
  const first = await answer(model, { prompt: story });
  expect(first.usage.cachedInputTokens).toBe(0);
  const other = await answer(model, { prompt: 'What is GGUF?' });
  const second = await answer(model, { messages: [user(story), assistant(first.text), user('What is 3 plus 4?')] });
  // All of the first turn, prompt and answer, is there already; only the new turn is not.
  const known = first.usage.inputTokens + first.usage.outputTokens;
  expect(second.usage.cachedInputTokens).toBeGreaterThanOrEqual(known - 1);
  expect(second.usage.inputTokens).toBeGreaterThan(known);
  const again = await answer(model, { messages: [user('What is GGUF?'), assistant(other.text), user('What is 3 plus 4?')] });
  expect(again.usage.cachedInputTokens).toBeGreaterThanOrEqual(other.usage.inputTokens + other.usage.outputTokens - 1);
  // What is taken over changes nothing in the answer.
  const fresh = await open(tinySource({ sequences: 1 }));
  expect(second.text).toBe((await answer(fresh, { messages: [user(story), assistant(first.text), user('What is 3 plus 4?')] })).text);
  await model.close?.();
  await fresh.close?.();
});

test('a prompt that does not fit is refused with both numbers, before it is evaluated', async () => {
  const error: unknown = await answer(random, { prompt: 'x'.repeat(1000) }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'context-overflow', details: { contextTokens: 128, promptTokens: expect.any(Number) } });
  const { promptTokens } = (error as { details: { promptTokens: number } }).details;
  expect(promptTokens).toBeGreaterThan(1000);
  expect((error as Error).message).toContain(`The prompt takes ${promptTokens} tokens, and the context holds 128`);
});

test('a full context ends the answer; nothing of the conversation is dropped for more', async () => {
  const { usage, finish } = await answer(random, { prompt: 'Once' });
  expect(usage.inputTokens + usage.outputTokens).toBe(128);
  expect(finish.reason).toBe('length');
});
