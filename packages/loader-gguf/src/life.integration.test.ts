import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { systemClock, type EmbeddingModel, type LanguageModel, type Provider, type StreamPart } from '@llmrr/core';
import { tinyLanguageModel } from '@llmrr/tiny-models';
import { answer, enginePids, fileSource, tinySource, user } from './engine.test.fixture.ts';
import { gguf, type GgufOptions } from './index.ts';
import { randomGguf } from './random-gguf.test.fixture.ts';

// Loading, queueing, stopping, crashing and leaving: what happens around an answer.
jest.setTimeout(180_000);

let folder: string;
let randomPath: string;
const providers: Provider[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llmrr-gguf-'));
  randomPath = join(folder, 'random.gguf');
  await writeFile(randomPath, randomGguf({ contextTokens: 4096 }));
});
afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.close?.()));
  expect(enginePids()).toEqual([]);
});
afterAll(() => rm(folder, { recursive: true }));

function provide(options: GgufOptions = {}): Provider {
  const provider = gguf(options);
  providers.push(provider);
  return provider;
}

async function openTiny(options: Readonly<Record<string, unknown>> = {}): Promise<LanguageModel> {
  return (await provide().languageModel?.(tinySource(options))) as LanguageModel;
}

/** Talks until it is told to stop. */
async function openEndless(options: Readonly<Record<string, unknown>> = {}): Promise<LanguageModel> {
  return (await provide().languageModel?.(fileSource(randomPath, { threads: 1, contextTokens: 4096, ...options }, 'endless'))) as LanguageModel;
}

/** Reads until the first text and leaves the rest unread. */
async function begin(model: LanguageModel, signal?: AbortSignal): Promise<AsyncIterator<StreamPart>> {
  const iterator = model.stream({ messages: [user('a')], ...(signal && { signal }) })[Symbol.asyncIterator]();
  for (;;) {
    const { value, done } = await iterator.next();
    if (done || value.type === 'text') return iterator;
  }
}

/** An engine that stands in for the real one: stuck in its first token, or writing a log of the contexts that it makes. */
function stand(mode: 'stuck' | 'log', log = ''): string {
  const url = new URL('./stand-in-engine.test.fixture.js', import.meta.url);
  url.search = new URLSearchParams({ mode, log }).toString();
  return url.href;
}

async function until(condition: () => boolean): Promise<void> {
  // Looks again and again rather than sleep; the short wait leaves the processor to the engine.
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const capital = { prompt: 'What is the capital of France?' };
const paris = 'The capital of France is Paris.';

test('ten first calls at once load the model once, and then it does not keep a script from ending', async () => {
  const keeping = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;
  const model = await openTiny({ sequences: 4 });
  const answers = Array.from({ length: 10 }, () => answer(model, capital));
  await until(() => model.state?.().loaded === true);
  expect(enginePids()).toHaveLength(1);
  expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(Array<string>(10).fill(paris));
  expect(enginePids()).toHaveLength(1);
  expect(model.state?.()).toEqual({ loaded: true, active: 0, queued: 0, memoryBytes: expect.any(Number) });
  expect(model.state?.().memoryBytes).toBeGreaterThan(50e6);
  expect(keeping()).toBe(0);
  const call = answer(model, capital);
  await until(() => model.state?.().active === 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(keeping()).toBe(1);
  await call;
  expect(keeping()).toBe(0);
});

test('calls run beside each other without a word getting into another answer; the rest waits, and too many are refused', async () => {
  const model = await openTiny({ sequences: 4, maxQueued: 6 });
  const prompts = ['What is GGUF?', 'What is the capital of Japan?', 'What is 3 plus 4?', 'What is the opposite of hot?', 'Tell me a story about a fox.'];
  const alone: string[] = [];
  for (const prompt of prompts) alone.push((await answer(model, { prompt })).text);
  expect(new Set(alone).size).toBe(prompts.length);
  const together = [...prompts, ...prompts].map((prompt) => answer(model, { prompt }));
  await until(() => (model.state?.().queued ?? 0) > 0);
  expect(model.state?.()).toMatchObject({ active: 4, queued: 6 });
  await expect(answer(model, capital)).rejects.toMatchObject({ code: 'overloaded', retryable: true, retryAfterMs: expect.any(Number) });
  expect((await Promise.all(together)).map(({ text }) => text)).toEqual([...alone, ...alone]);
});

test('an abort is felt at once wherever the call is: waiting, loading, reading the prompt, answering', async () => {
  const model = await openEndless({ sequences: 1 });
  const aborted = async (start: (signal: AbortSignal) => Promise<unknown>, ready: () => boolean) => {
    const stop = new AbortController();
    const call = start(stop.signal).catch((error: unknown) => error);
    await until(ready);
    const before = performance.now();
    stop.abort();
    expect(await call).toMatchObject({ code: 'aborted', retryable: false });
    return performance.now() - before;
  };
  const state = () => model.state?.() ?? { loaded: false, active: -1, queued: -1 };
  const took: Record<string, number> = {};

  took['loading'] = await aborted((signal) => answer(model, { prompt: 'a', signal }), () => state().active === 1);
  expect(state()).toMatchObject({ active: 0 });
  await model.load?.();

  // 3000 tokens of prompt are many pieces.
  let started = false;
  took['prompt'] = await aborted(
    async (signal) => {
      for await (const part of model.stream({ messages: [user('x'.repeat(3000))], signal })) {
        if (part.type === 'text') throw new Error('it has answered already');
        if (part.type === 'usage') started = true;
      }
    },
    () => started,
  );
  await until(() => state().active === 0);

  took['answering'] = await aborted(
    async (signal) => {
      const iterator = await begin(model, signal);
      started = false;
      for (;;) if ((await iterator.next()).done) return;
    },
    () => !started,
  );
  await until(() => state().active === 0);

  const holding = new AbortController();
  const held = await begin(model, holding.signal);
  took['waiting'] = await aborted((signal) => answer(model, { prompt: 'a', signal }), () => state().queued === 1);
  expect(state()).toMatchObject({ active: 1, queued: 0 });
  holding.abort();
  await expect(held.next()).rejects.toMatchObject({ code: 'aborted' });
  await until(() => state().active === 0);

  // Whoever stops reading stops the answer, too.
  const unread = await begin(model);
  await unread.return?.();
  await until(() => state().active === 0);

  await expect(answer(model, { prompt: 'a', signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  expect((await answer(model, { prompt: 'a', maxTokens: 3 })).usage.outputTokens).toBe(3);
  for (const [stage, durationMs] of Object.entries(took)) expect([stage, durationMs < 100]).toEqual([stage, true]);
});

test('kill -9 of an engine fails its own calls as retryable, no other model feels it, and the next call starts it again', async () => {
  const model = await openEndless({ sequences: 2 });
  const running = [begin(model), begin(model)];
  const iterators = await Promise.all(running);
  const [pid] = enginePids();
  const other = await openTiny();
  await other.load?.();
  process.kill(pid ?? 0, 'SIGKILL');
  for (const iterator of iterators) {
    const rest = (async () => {
      for (;;) if ((await iterator.next()).done) return;
    })();
    await expect(rest).rejects.toMatchObject({ code: 'engine-crashed', retryable: true, details: { signal: 'SIGKILL' } });
  }
  expect(model.state?.()).toEqual({ loaded: false, active: 0, queued: 0 });
  expect((await answer(other, capital)).text).toBe(paris);
  expect((await answer(model, { prompt: 'a', maxTokens: 3 })).usage.outputTokens).toBe(3);
  expect(enginePids()).not.toContain(pid);
});

test('a process that dies while it loads fails the calls that wait for it', async () => {
  const model = await openTiny();
  const calls = [answer(model, capital), answer(model, capital)].map((call) => call.catch((error: unknown) => error));
  await until(() => enginePids().length === 1);
  process.kill(enginePids()[0] ?? 0, 'SIGKILL');
  for (const call of calls) expect(await call).toMatchObject({ code: 'engine-crashed', message: expect.stringContaining('while it loaded the model') });
  expect((await answer(model, capital)).text).toBe(paris);
});

test('an engine that stops answering is ended when its call was aborted and stays silent', async () => {
  const timers: { callback: () => void; delayMs: number }[] = [];
  const clock = { ...systemClock, setTimeout: (callback: () => void, delayMs: number) => timers.push({ callback, delayMs }), clearTimeout: () => undefined };
  const model = (await provide({ engine: stand('stuck'), clock }).languageModel?.(tinySource())) as LanguageModel;
  const stop = new AbortController();
  const call = answer(model, { prompt: 'a', signal: stop.signal }).catch((error: unknown) => error);
  await until(() => model.state?.().loaded === true);
  stop.abort();
  expect(await call).toMatchObject({ code: 'aborted' });
  expect(model.state?.()).toMatchObject({ loaded: true, active: 1 });
  expect(timers.map(({ delayMs }) => delayMs)).toEqual([30_000]);
  timers[0]?.callback();
  await until(() => model.state?.().loaded === false);
  expect(model.state?.()).toEqual({ loaded: false, active: 0, queued: 0 });
});

test('unload waits for the answers under way and gives the memory back; the next call loads again', async () => {
  const model = await openTiny();
  const under = answer(model, { prompt: 'Tell me a story about a fox.' });
  await until(() => model.state?.().loaded === true);
  const unloaded = model.unload?.();
  const after = answer(model, capital);
  expect((await under).finish.reason).toBe('stop');
  await unloaded;
  expect((await after).text).toBe(paris);
  await model.unload?.();
  expect(model.state?.()).toEqual({ loaded: false, active: 0, queued: 0 });
  expect(enginePids()).toEqual([]);
  expect((await answer(model, capital)).text).toBe(paris);
});

test('close ends everything: calls under way, calls that wait, a load, the process', async () => {
  const model = await openEndless({ sequences: 1 });
  const iterator = await begin(model);
  const waiting = answer(model, { prompt: 'a' }).catch((error: unknown) => error);
  await model.close?.();
  await expect(iterator.next().then(() => iterator.next())).rejects.toMatchObject({ code: 'not-initialized' });
  expect(await waiting).toMatchObject({ code: 'not-initialized' });
  await expect(answer(model, { prompt: 'a' })).rejects.toMatchObject({ code: 'not-initialized', message: expect.stringContaining('endless was closed') });
  expect(enginePids()).toEqual([]);

  const loading = await openTiny();
  const load = loading.load?.().catch((error: unknown) => error);
  await until(() => enginePids().length === 1);
  await loading.close?.();
  expect(await load).toMatchObject({ code: 'not-initialized' });
  expect(enginePids()).toEqual([]);
});

test('the engine ends when its parent is killed, whatever it is doing', async () => {
  const entry = fileURLToPath(new URL('./child/main.js', import.meta.url));
  const load = { type: 'load', purpose: 'language', engine: 'node-llama-cpp', path: tinyLanguageModel.path, sizeBytes: 1, contextTokens: 256, sequences: 1, threads: 1, gpu: false, gpuLayers: null, checkTensors: false };
  const script = `const child = require('node:child_process').fork(${JSON.stringify(entry)}, { serialization: 'advanced' });
    child.on('message', ({ type }) => console.log(type, child.pid)); child.send(${JSON.stringify(load)});`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const [, type, pid] = /^(\w+) (\d+)/.exec(line.toString()) ?? [];
  expect(type).toBe('loaded');
  parent.kill('SIGKILL');
  await until(() => {
    try {
      return !process.kill(Number(pid), 0);
    } catch {
      return true;
    }
  });
});

test('a file that was replaced by a broken one after it was opened is refused before the engine sees it', async () => {
  const path = join(folder, 'replaced.gguf');
  await writeFile(path, randomGguf());
  const model = (await provide().languageModel?.(fileSource(path, { threads: 1 }))) as LanguageModel;
  await writeFile(path, randomGguf().slice(0, 20_000));
  await expect(answer(model, { prompt: 'a' })).rejects.toMatchObject({ code: 'model-file-corrupt' });
  expect(enginePids()).toEqual([]);
});

test('weights that are no numbers, and architectures that the engine does not know, are typed errors', async () => {
  const broken = randomGguf();
  new DataView(broken.buffer).setUint32(broken.length - 64, 0x7fc00000, true);
  const refused = async (name: string, bytes: Uint8Array) => {
    await writeFile(join(folder, name), bytes);
    const model = (await provide().languageModel?.(fileSource(join(folder, name), { threads: 1 }))) as LanguageModel;
    await expect(model.load?.()).rejects.toMatchObject({ code: 'model-load-failed', message: expect.stringContaining(name) });
    expect(enginePids()).toEqual([]);
  };
  await refused('nan.gguf', broken);
  await refused('unknown.gguf', randomGguf({ extra: { 'general.architecture': ['string', 'zzzzz'] } }));
});

test('the number of threads is measured at the first load, remembered for the next ones, and left alone where it is given', async () => {
  const log = join(folder, 'engine.log');
  const contexts = async () => (await readFile(log, 'utf8')).trim().split('\n').map((line) => (JSON.parse(line) as { threads: { ideal: number } }).threads.ideal);
  const open = async (options: Readonly<Record<string, unknown>>) => (await provide({ engine: stand('log', log) }).languageModel?.(fileSource(tinyLanguageModel.path, options))) as LanguageModel;
  const model = await open({});
  await model.load?.();
  // Tried one, two and four, of which two is the fastest: the context that stays has two.
  expect(await contexts()).toEqual([1, 2, 4, 2]);
  await model.unload?.();
  await model.load?.();
  expect(await contexts()).toEqual([1, 2, 4, 2, 2]);
  await (await open({ threads: 3 })).load?.();
  expect(await contexts()).toEqual([1, 2, 4, 2, 2, 3]);
});

test('texts become vectors of length 1, in order, that tell what is alike', async () => {
  const model = (await provide().embeddingModel?.(tinySource())) as EmbeddingModel;
  expect([...model.card.capabilities]).toEqual(['embedding']);
  const values = ['What is the capital of France?', 'Tell me a story about a robot.', 'Which city is the capital of France?', 'What is the capital of France?'];
  const { vectors, usage } = await model.embed({ values });
  expect(vectors.map(({ length }) => length)).toEqual(values.map(() => model.dimensions));
  const [first, other, alike, same] = vectors as [Float32Array, Float32Array, Float32Array, Float32Array];
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, item, index) => sum + item * (b[index] ?? 0), 0);
  expect(dot(first, first)).toBeCloseTo(1, 5);
  expect(same).toEqual(first);
  expect(dot(first, alike)).toBeGreaterThan(dot(first, other));
  expect(usage).toEqual({ inputTokens: expect.any(Number), outputTokens: 0 });
  expect((await model.embed({ values: [] })).vectors).toEqual([]);

  await expect(model.embed({ values: ['x '.repeat(2 * tinyLanguageModel.contextTokens)] })).rejects.toMatchObject({ code: 'context-overflow', details: { index: 0, contextTokens: tinyLanguageModel.contextTokens, promptTokens: expect.any(Number) } });
  await expect(model.embed({ values: ['a', ''] })).rejects.toMatchObject({ code: 'invalid-request', message: expect.stringContaining('Text 1 is empty') });
  await expect(model.embed({ values: ['a'], dimensions: 64 })).rejects.toMatchObject({ code: 'unsupported-capability' });
  const stop = new AbortController();
  const long = model.embed({ values: Array<string>(5000).fill('a long list of texts'), signal: stop.signal });
  stop.abort();
  await expect(long).rejects.toMatchObject({ code: 'aborted' });
  await until(() => model.state?.().active === 0);
});
