import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import { createRouter } from '../create-router.ts';
import type { ApiVersion } from './versions.ts';

let folder: string;
const folders: string[] = [];
const open: { close(): unknown }[] = [];
beforeEach(() => void folders.push((folder = mkdtempSync(join(tmpdir(), 'llmrr-version-')))));
afterAll(() => folders.forEach((one) => rmSync(one, { recursive: true })));
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const models = [{ id: 'm', source: 'mock:m', prices: { input: 10, output: 20 }, options: { reply: 'one two three' } }, { id: 'flawed', source: 'mock:flawed', options: { failures: 'always', failWith: 'unavailable' } }];
function client<Name extends ApiVersion>(apiVersion: Name, config: Readonly<Record<string, unknown>> = {}) {
  const made = createRouter({ models, tinyModel: false, retries: 0, enableFallback: false, ...config, apiVersion }, { environment: {}, folder, log: () => undefined });
  open.push(made as unknown as { close(): unknown });
  return made;
}
async function started<Name extends '1.1' | '1.2'>(apiVersion: Name) {
  const made = client(apiVersion);
  await made.initialize();
  return made;
}

test('a client of version 1.0 takes the single object with old names and gives exactly the old shape [S2-011] [S2-016]', async () => {
  const router = client('1.0');
  const result = await router.generate({ input: 'Hello!', max_tokens: 2, model_id: 'm' });
  expect(result).toEqual({ text: expect.any(String), model: 'm', usage: { prompt_tokens: expect.any(Number), completion_tokens: 2, total_tokens: expect.any(Number) } });
  expect(result.usage.total_tokens).toBe(result.usage.prompt_tokens + 2);
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect(await (await started('1.1')).generate({ input: 'Hello!', max_tokens: 2, model_id: 'm' })).toEqual(result);
});

test('a client of version 1.2 processes, and its result has response, modelUsed and metrics with the price of the tokens [S2-012] [S2-017]', async () => {
  const router = await started('1.2');
  const result = await router.process({ prompt: 'Hello!', model: 'm', maxTokens: 50, temperature: 0.2, topP: 0.9, streaming: false });
  const { promptTokens, completionTokens } = result.metrics;
  expect(result).toEqual({ response: 'one two three', modelUsed: 'm', metrics: { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, duration: expect.any(Number), cost: expect.any(Number) } });
  expect(result.metrics.cost).toBeCloseTo((promptTokens * 10 + completionTokens * 20) / 1e6, 12);
  await expect(router.process({ prompt: 'Hello!', model: 'nobody' })).rejects.toMatchObject({ code: 'unknown-model' });
});

test('the stream tells chunk and complete in version 1.2, and token and end to a client of 1.0 for the same run [S2-013] [S2-018] [S2-034]', async () => {
  const told = (stream: { on(event: never, listener: (value: { text?: string; response?: string }) => void): unknown }) =>
    new Promise<string[]>((resolve) => {
      const seen: string[] = [];
      for (const name of ['chunk', 'complete', 'token', 'end']) {
        stream.on(name as never, ({ text, response }) => {
          seen.push(`${name}: ${text ?? response}`);
          if (name === 'complete' || name === 'end') resolve(seen);
        });
      }
    });
  const current = await told((await started('1.2')).processStream('Hello!', { model: 'm' }));
  const old = await told(client('1.0').generateStream('Hello!', { model: 'm' }));
  expect(current.length).toBeGreaterThan(2);
  expect(current.slice(0, -1).every((one) => one.startsWith('chunk: '))).toBe(true);
  expect(current.at(-1)).toBe('complete: one two three');
  expect(old).toEqual(current.map((one) => one.replace('chunk', 'token').replace('complete', 'end')));

  let text = '';
  for await (const chunk of client('1.0').generateStream('Hello!', { model: 'm' })) text += chunk.text;
  expect(text).toBe('one two three');
});

test('a batch keeps order, and one failing item leaves its error in its place [S2-014]', async () => {
  const results = await (await started('1.2')).processBatch([{ prompt: 'a', model: 'm' }, { prompt: 'b', model: 'flawed' }, { prompt: 'c', model: 'm' }]);
  expect(results).toEqual([expect.objectContaining({ modelUsed: 'm' }), { error: expect.objectContaining({ code: 'unavailable' }), text: null }, expect.objectContaining({ response: 'one two three' })]);
  const [, failed] = await client('1.0').generateBatch([{ prompt: 'a', model: 'm' }, { prompt: 'b', model: 'flawed' }]);
  expect(Object.keys((failed as { error: object }).error)).toEqual([]);
});

test('errors of version 1.0 have a name and a message and no more, those of 1.1 have a code [S2-019]', async () => {
  const failure = async (work: Promise<unknown>): Promise<Error> => work.then(() => Promise.reject(new Error('it answered')), (error: Error) => error);
  const old = await failure(client('1.0').generate('Hello!', { model: 'flawed' }));
  const current = await failure((await started('1.1')).generate('Hello!', { model: 'flawed' }));
  expect(LlmrrError.is(current, 'unavailable')).toBe(true);
  expect(old).toBeInstanceOf(Error);
  expect({ ...old, name: old.name, message: old.message }).toEqual({ name: 'Error', message: current.message });
  const stream = client('1.0').generateStream('Hello!', { model: 'flawed' });
  const thrown = await failure((async () => { for await (const _chunk of stream); })());
  expect(LlmrrError.is(thrown)).toBe(false);
  expect(thrown.message).toBe(current.message);
});

test('versions 0 and 1.0 initialize themselves, later ones refuse calls before; status and health always answer [S0-003] [S2-008] [S2-009] [S3-010]', async () => {
  expect((await client('1.0').generate('Hello!', { model: 'm' })).model).toBe('m');
  const [old, current] = [client('1.1'), client('1.2')];
  for (const { generate, status, health, initialize } of [
    old,
    { generate: current.process, status: current.getStatus, health: current.checkHealth, initialize: current.initialize },
  ]) {
    await expect(generate('Hello!', { model: 'm' })).rejects.toMatchObject({ code: 'not-initialized', message: 'Router not initialized' });
    expect([status().initialized, health().status]).toEqual([false, 'unhealthy']);
    await initialize();
    expect(status().healthy).toBe(true);
    expect(await generate('Hello!', { model: 'm' })).toBeTruthy();
  }
});

test('loadModel of version 0 returns at once; the next inference waits for it, and is told once when it failed [S2-002]', async () => {
  const router = client('0');
  expect(router.loadModel('m')).toBeUndefined();
  expect((await router.generate('Hello!', { model: 'm' })).text).toBe('one two three');
  expect(router.loadModel({ id: 'late', source: 'mock:late', options: { reply: 'here' } })).toBeUndefined();
  expect((await router.generate('Hello!', { model: 'late' })).text).toBe('here');
  router.loadModel({ id: 'later', source: 'mock:later', options: { reply: 'there' } });
  let text = '';
  for await (const chunk of router.generateStream('Hello!', { model: 'later' })) text += chunk.text;
  expect(text).toBe('there');
  router.loadModel('nobody');
  await expect(router.generate('Hello!', { model: 'm' })).rejects.toThrow('unknown model "nobody"');
  expect((await router.generate('Hello!', { model: 'm' })).text).toBe('one two three');
});

test('each version has the method names of its time and no others, and old and new ones lead to the same [S2-004] [S2-006]', async () => {
  const [old, current] = [client('1.0'), await started('1.2')];
  expect(Object.keys(old)).toEqual(['apiVersion', 'generate', 'generateStream', 'generateBatch', 'addModel', 'removeModel', 'getModels', 'setConfig', 'getConfig', 'status', 'health', 'initialize', 'close']);
  expect(Object.keys(current)).toEqual(['apiVersion', 'process', 'processStream', 'processBatch', 'registerModel', 'unregisterModel', 'listModels', 'updateConfig', 'getConfig', 'getStatus', 'checkHealth', 'initialize', 'close']);
  expect(await old.getModels()).toEqual(await current.listModels());
  expect(() => createRouter({ apiVersion: '7' as '1.0' })).toThrow('expected one of');
});
