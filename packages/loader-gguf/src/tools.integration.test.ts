import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { LanguageModel, Message, Tool } from '@llmrr/core';
import { answer, fileSource, tinySource, user } from './engine.test.fixture.ts';
import { gguf } from './gguf.ts';
import { randomGguf } from './random-gguf.test.fixture.ts';

// Calls of tools, and thoughts: what node-llama-cpp's chat does, in the words of core.
jest.setTimeout(120_000);

const provider = gguf();
let folder: string;
let pico: LanguageModel;
let thinker: LanguageModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llmrr-gguf-'));
  // Its template opens a thought in front of every answer; its weights are random, so it thinks nonsense for ever.
  const template = [
    "{% for m in messages %}{% if m['role'] == 'assistant' %}assistant: {% if m['reasoning_content'] %}<think>\n{{ m['reasoning_content'] }}\n</think>\n\n{% endif %}{{ m['content'] }}<|end|>\n",
    "{% else %}{{ m['role'] }}: {{ m['content'] }}<|end|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}assistant: <think>\n{% endif %}",
  ].join('');
  await writeFile(join(folder, 'thinker.gguf'), randomGguf({ extra: { 'tokenizer.chat_template': ['string', template] } }));
  pico = (await provider.languageModel?.(tinySource())) as LanguageModel;
  thinker = (await provider.languageModel?.(fileSource(join(folder, 'thinker.gguf'), { threads: 1, sequences: 1 }, 'thinker'))) as LanguageModel;
});
afterAll(async () => {
  await provider.close?.();
  await rm(folder, { recursive: true });
});

const weather: Tool = { name: 'getWeather', description: 'Get the weather in a city', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } };
const question = 'What is the weather in Paris?';

test('a model that wants a tool calls it by id, name and JSON arguments, and tells the result in the next turn', async () => {
  const first = await answer(pico, { prompt: question, tools: [weather] });
  expect(first.finish.reason).toBe('tool-calls');
  expect(first.calls).toEqual([{ id: expect.stringMatching(/^call_[0-9a-f]{32}$/), name: 'getWeather', arguments: expect.any(String) }]);
  const [call] = first.calls;
  expect(JSON.parse(call?.arguments ?? '')).toEqual({ city: 'Paris' });
  expect(call?.arguments).toBe(call?.arguments.trim());
  expect(first.usage.outputTokens).toBeGreaterThan(3);

  const messages: Message[] = [
    user(question),
    { role: 'assistant', content: [{ type: 'tool-call', id: call?.id ?? '', name: 'getWeather', arguments: call?.arguments ?? '' }] },
    { role: 'tool', content: [{ type: 'tool-result', id: call?.id ?? '', content: '{"sky":"sunny","temperature":21}' }] },
  ];
  const second = await answer(pico, { messages, tools: [weather] });
  expect(second.finish.reason).toBe('stop');
  expect(second.text).toMatch(/sunny/);
  expect(second.text).toMatch(/21/);
  // The documentation of the tool, the question and the call are there already.
  expect(second.usage.cachedInputTokens).toBeGreaterThan(first.usage.inputTokens - 2);
});

test('arguments stream in pieces of one block, and whole delivery gives the same', async () => {
  const streamed = await answer(pico, { prompt: question, tools: [weather] });
  const pieces = streamed.parts.filter((part) => part.type === 'tool-call');
  expect(pieces.length).toBeGreaterThan(1);
  expect(new Set(pieces.map(({ index }) => index)).size).toBe(1);
  expect(pieces.filter((part) => part.id !== undefined)).toHaveLength(1);
  const whole = await answer(pico, { prompt: question, tools: [weather], delivery: 'whole' });
  expect(whole.calls.map(({ name, arguments: json }) => [name, json])).toEqual(streamed.calls.map(({ name, arguments: json }) => [name, json]));
});

test('the choice of tools is obeyed: none, any, one by name', async () => {
  const tools = [weather, { name: 'getTime', parameters: { type: 'object', properties: { zone: { enum: ['UTC', 'CET'] } } } }];
  const greeting = 'Hello!';
  expect((await answer(pico, { prompt: question, tools, toolChoice: 'none' })).calls).toEqual([]);
  const required = await answer(pico, { prompt: greeting, tools, toolChoice: 'required' });
  expect(required.finish.reason).toBe('tool-calls');
  expect(['getWeather', 'getTime']).toContain(required.calls[0]?.name);
  const named = await answer(pico, { prompt: question, tools, toolChoice: { name: 'getTime' } });
  expect(named.calls[0]?.name).toBe('getTime');
  expect(['UTC', 'CET']).toContain((JSON.parse(named.calls[0]?.arguments ?? '') as { zone: string }).zone);
  const bare = await answer(pico, { prompt: greeting, tools: [{ name: 'ping' }], toolChoice: 'required' });
  expect(bare.calls).toEqual([{ id: expect.any(String), name: 'ping', arguments: '{}' }]);
});

test('limits and stop sequences hold with tools too', async () => {
  const told: Message[] = [
    user(question),
    { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'getWeather', arguments: '{"city": "Paris"}' }] },
    { role: 'tool', content: [{ type: 'tool-result', id: 'a', content: '{"sky":"sunny","temperature":21}' }] },
  ];
  const full = await answer(pico, { messages: told, tools: [weather] });
  const short = await answer(pico, { messages: told, tools: [weather], maxTokens: 4 });
  expect([short.finish.reason, short.usage.outputTokens]).toEqual(['length', 4]);
  expect(full.text.startsWith(short.text)).toBe(true);
  const stop = full.text.slice(10, 14);
  const stopped = await answer(pico, { messages: told, tools: [weather], stop: [stop] });
  expect(stopped.text).toBe(full.text.slice(0, full.text.indexOf(stop)));
  expect(stopped.finish).toEqual({ type: 'finish', reason: 'stop', stopSequence: stop });
  const begun = await answer(pico, { messages: told, tools: [weather], continueFrom: full.text.slice(0, full.text.lastIndexOf(' ')) });
  expect(full.text.slice(0, full.text.lastIndexOf(' ')) + begun.text).toBe(full.text);
});

test('what cannot be had together is refused', async () => {
  await expect(answer(pico, { prompt: question, tools: [weather], logprobs: 1 })).rejects.toMatchObject({ code: 'unsupported-capability' });
  await expect(answer(pico, { prompt: question, tools: [weather], responseFormat: { type: 'json' } })).rejects.toMatchObject({ code: 'unsupported-capability' });
  await expect(answer(thinker, { prompt: 'a', logprobs: 1 })).rejects.toMatchObject({ code: 'unsupported-capability' });
});

test('thoughts are a block of their own, counted, and within their budget', async () => {
  expect(thinker.card.capabilities.has('reasoning')).toBe(true);
  const thinking = await answer(thinker, { prompt: 'a', maxTokens: 40 });
  expect(thinking.reasoning.length).toBeGreaterThan(0);
  expect(thinking.text).toBe('');
  expect(thinking.usage.reasoningTokens).toBeGreaterThan(30);
  const brief = await answer(thinker, { prompt: 'a', maxTokens: 60, reasoning: { budgetTokens: 10 } });
  expect(brief.usage.reasoningTokens).toBeLessThanOrEqual(12);
  expect(brief.text.length).toBeGreaterThan(0);
  const order = brief.parts.filter((part) => part.type === 'reasoning' || part.type === 'text').map(({ type, index }) => `${type} ${index}`);
  expect([...new Set(order)]).toEqual(['reasoning 0', 'text 1']);
});

test('a full context ends a thinking answer as well', async () => {
  const { usage, finish } = await answer(thinker, { prompt: 'a', reasoning: { budgetTokens: 10_000 } });
  expect(finish.reason).toBe('length');
  expect(usage.inputTokens + usage.outputTokens).toBeGreaterThan(480);
  expect(usage.inputTokens + usage.outputTokens).toBeLessThanOrEqual(512);
});
