import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openAiStub } from '@llmrr/testing';
import { LLMRouter } from '../llm-router.ts';
import { LegacyCompatibilityWrapper } from './legacy-compatibility-wrapper.ts';

test('one argument sends 100 and 0.7; the result is that of the options form, and the stream is bare strings [S1-005] [S1-006]', async () => {
  const stub = await openAiStub();
  const router = new LLMRouter({ tinyModel: false, models: ['openai:gpt-4o-mini'], providers: { openai: { apiKey: 'sk-any', baseUrl: stub.baseUrl } } }, { environment: {}, folder: join(tmpdir(), 'llmrr-nothing-here') });
  try {
    const legacy = new LegacyCompatibilityWrapper(router);
    const result = await legacy.generate('Hello!');
    await legacy.generate('Hello!', 7, 0.1);
    expect(stub.requests.map(({ body }) => body)).toEqual([expect.objectContaining({ max_completion_tokens: 100, temperature: 0.7 }), expect.objectContaining({ max_completion_tokens: 7, temperature: 0.1 })]);
    expect(result.text).toBe((await router.generate('Hello!', { maxTokens: 100, temperature: 0.7 })).text);
    const pieces: unknown[] = [];
    for await (const piece of legacy.generateStream('Hello!')) pieces.push(piece);
    expect(pieces.every((piece) => typeof piece === 'string')).toBe(true);
    expect(pieces.join('')).toBe(result.text);
  } finally {
    await router.close();
    await stub.close();
  }
});
