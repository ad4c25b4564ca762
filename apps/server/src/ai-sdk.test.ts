import { createOpenAI } from '@ai-sdk/openai';
import { afterEach, expect, test } from '@jest/globals';
import { embed, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';
import { closeGateways, gateway } from './gateway.test.fixture.ts';
import { scriptedEmbedding } from '@llmrr/testing';

afterEach(closeGateways);

test('the Vercel AI SDK streams, calls tools and embeds through the gateway', async () => {
  const { url, models } = await gateway({
    turns: {
      one: (call) =>
        call.tools && !call.messages.some(({ role }) => role === 'tool')
          ? [{ toolCall: { name: 'weather', id: 'call_1', arguments: ['{"city"', ':"Paris"}'] } }]
          : ['It is ', call.tools ? 'sunny.' : 'Tokyo.', { usage: { inputTokens: 9, outputTokens: 4 } }],
    },
    embedders: { vectors: scriptedEmbedding({ id: 'vectors', dimensions: 3 }) },
  });
  const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: 'none' });

  const streamed = streamText({ model: openai.chat('auto'), prompt: 'capital of Japan?', maxRetries: 0 });
  const pieces: string[] = [];
  for await (const piece of streamed.textStream) pieces.push(piece);
  expect(pieces).toEqual(['It is ', 'Tokyo.']);
  expect(await streamed.usage).toMatchObject({ inputTokens: 9, outputTokens: 4 });
  expect(await streamed.finishReason).toBe('stop');

  const asked: unknown[] = [];
  const weather = tool({
    description: 'Tells the weather.',
    inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }),
    execute: (input) => {
      asked.push(input);
      return 'sunny';
    },
  });
  for (const run of [generateText, streamText]) {
    const result = run({ model: openai.chat('one'), prompt: 'weather in Paris?', tools: { weather }, stopWhen: stepCountIs(2), maxRetries: 0 });
    expect(await (await result).text).toBe('It is sunny.');
  }
  expect(asked).toEqual([{ city: 'Paris' }, { city: 'Paris' }]);
  expect(models['one']!.calls.at(-1)!.messages.at(-1)).toMatchObject({ role: 'tool', content: [{ type: 'tool-result', id: 'call_1' }] });

  expect((await embed({ model: openai.embedding('vectors'), value: 'a', maxRetries: 0 })).embedding).toHaveLength(3);
});
