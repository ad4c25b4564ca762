import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { openAiStub } from '@llmrr/testing';
import { tinyLanguageModel } from '@llmrr/tiny-models';
import { LLMRouter } from './llm-router.ts';

jest.setTimeout(60_000);
const folder = mkdtempSync(join(tmpdir(), 'llmrr-failover-'));
afterAll(() => rmSync(folder, { recursive: true }));
const ask = 'What is the capital of France?';

test('without a key the shipped model answers; nothing is written anywhere [S0-026]', async () => {
  const router = new LLMRouter({}, { environment: {}, folder, log: () => undefined });
  try {
    const result = await router.generate(ask, { model: 'auto', temperature: 0 });
    expect(result.text).toBe('The capital of France is Paris.');
    expect(result.usage!.promptTokens).toBeGreaterThan(5);
    expect(result.decision).toMatchObject({ model: tinyLanguageModel.id, fellBack: false });
    expect(result.provider).toBe('gguf');
    expect(result.cost).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    await router.close();
  }
});

test('auto chooses by strategy; when the better model dies the other answers and says so, and traffic returns with it [S0-043]', async () => {
  let stub = await openAiStub();
  const router = new LLMRouter(
    { strategy: 'quality-first', retries: 0, models: ['openai:gpt-4o-mini'], providers: { openai: { apiKey: 'sk-any', baseUrl: stub.baseUrl } } },
    { environment: {}, folder, log: () => undefined },
  );
  const tiny = (await router.listModels()).find(({ source }) => source.startsWith('file:'))!.id;
  try {
    expect((await router.generate(ask)).model).toBe('gpt-4o-mini');
    expect((await router.generate(ask, { strategy: 'cost-optimized' })).model).toBe(tiny);
    expect((await router.generate(ask, { model: 'auto:cost-optimized' })).decision).toMatchObject({ model: tiny, strategy: 'cost-optimized', fellBack: false });

    const port = Number(new URL(stub.url).port);
    await stub.close();
    const without = await router.generate(ask, { temperature: 0 });
    expect(without).toMatchObject({ model: tiny, text: 'The capital of France is Paris.', decision: { model: tiny, fellBack: true } });
    expect(without.attempts.map(({ model, outcome, error }) => [model, outcome, error?.code])).toEqual([['gpt-4o-mini', 'failed', 'unavailable'], [tiny, 'ok', undefined]]);

    stub = await openAiStub({ port });
    expect((await router.generate(ask)).decision).toMatchObject({ model: 'gpt-4o-mini', fellBack: false });
  } finally {
    await router.close();
    await stub.close();
  }
});

test('a stream that is left early or aborted stops, and the model is free for the next call [S0-103]', async () => {
  const router = new LLMRouter({}, { environment: {}, folder, log: () => undefined });
  try {
    let read = 0;
    for await (const _chunk of router.stream('Tell me a story about a robot.')) if (++read === 2) break;
    expect(read).toBe(2);
    const stop = new AbortController();
    const aborted = (async () => {
      for await (const _chunk of router.stream('Tell me a story about a robot.', { signal: stop.signal })) stop.abort();
    })();
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    expect((await router.generate(ask, { temperature: 0 })).text).toMatch(/Paris/);
  } finally {
    await router.close();
  }
});
