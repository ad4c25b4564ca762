import { afterEach, expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import type { Step } from '@llmrr/testing';
import OpenAI from 'openai';
import { closeGateways, eventsOf, gateway, hello, post } from './gateway.test.fixture.ts';
import { chatChunkSchema, chatCompletionSchema, errorSchema } from './openai-schemas.ts';

afterEach(closeGateways);

const usage = { inputTokens: 12, outputTokens: 5, cachedInputTokens: 4, reasoningTokens: 2 };
const everything: readonly Step[] = [
  { reasoning: 'they greet' },
  'Hel',
  'lo, wörld 🌍',
  { toolCall: { name: 'weather', id: 'call_a', arguments: ['{"city":', '"Paris"}'] } },
  { toolCall: { name: 'time', id: 'call_b', arguments: '{}' } },
  { usage },
];
const tools = [
  { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } },
  { type: 'function' as const, function: { name: 'time' } },
];

function client(url: string): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
}

test('a whole answer has exactly the fields that OpenAI documents', async () => {
  const { url } = await gateway({ turns: { one: [everything] } });
  const { status, body, headers } = await post(`${url}/v1/chat/completions`, { model: 'one', messages: hello, tools });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/json');
  expect(chatCompletionSchema.parse(body)).toEqual(body);
  expect(body).toEqual({
    id: expect.stringMatching(/^chatcmpl-/),
    object: 'chat.completion',
    created: expect.any(Number),
    model: 'one',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'Hello, wörld 🌍',
          refusal: null,
          reasoning_content: 'they greet',
          tool_calls: [
            { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
            { id: 'call_b', type: 'function', function: { name: 'time', arguments: '{}' } },
          ],
        },
        logprobs: null,
        finish_reason: 'tool_calls',
      },
    ],
    usage: {
      prompt_tokens: 12,
      completion_tokens: 5,
      total_tokens: 17,
      prompt_tokens_details: { cached_tokens: 4, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 2, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
    },
  });
});

test('every event of a stream fits OpenAI’s schema, and together they are the whole answer', async () => {
  const { url } = await gateway({ turns: { one: () => everything } });
  const ask = { model: 'one', messages: hello, tools };
  const whole = (await post(`${url}/v1/chat/completions`, ask)).body;
  const { text, headers } = await post(`${url}/v1/chat/completions`, { ...ask, stream: true, stream_options: { include_usage: true } });
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = eventsOf(text);
  expect(events.pop()).toBe('[DONE]');
  for (const event of events) chatChunkSchema.parse(event);
  expect(new Set(events.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1);
  expect(events[0].choices[0]).toEqual({ index: 0, delta: { role: 'assistant', content: '', refusal: null }, logprobs: null, finish_reason: null });
  expect(events.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
  expect(events.slice(0, -1).every((event) => event.usage === null)).toBe(true);
  expect(events.at(-2).choices).toEqual([{ index: 0, delta: {}, logprobs: null, finish_reason: 'tool_calls' }]);

  const { choices } = await client(url).chat.completions.stream(ask).finalChatCompletion();
  expect(choices[0]!.message).toMatchObject({ content: whole.choices[0].message.content, tool_calls: whole.choices[0].message.tool_calls });
});

test('usage comes in a stream only when the client asks for it', async () => {
  const { url } = await gateway({ turns: { one: () => ['hi', { usage }] } });
  const { text } = await post(`${url}/v1/chat/completions`, { model: 'one', messages: hello, stream: true });
  expect(text).not.toContain('usage');
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test('the official client reads whole answers, streams, tools, JSON and log-probabilities', async () => {
  const logprobs = [{ token: 'hi', logprob: -0.1, top: [{ token: 'hi', logprob: -0.1 }, { token: 'no', logprob: -Infinity }] }];
  const { url, models } = await gateway({ turns: { one: (call) => (call.logprobs !== undefined ? [{ text: 'hi', logprobs }] : call.responseFormat ? ['{"name":', '"Ada"}'] : everything) } });
  const openai = client(url);

  const whole = await openai.chat.completions.create({ model: 'one', messages: [{ role: 'user', content: 'hello' }], tools });
  expect(whole.choices[0]!.message.tool_calls).toHaveLength(2);
  expect(whole.usage!.total_tokens).toBe(17);

  let text = '';
  let last: OpenAI.ChatCompletionChunk | undefined;
  for await (const chunk of await openai.chat.completions.create({ model: 'one', messages: [{ role: 'user', content: 'hello' }], stream: true, stream_options: { include_usage: true } })) {
    text += chunk.choices[0]?.delta.content ?? '';
    last = chunk;
  }
  expect(text).toBe('Hello, wörld 🌍');
  expect(last!.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 5 });

  const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
  const json = await openai.chat.completions.create({ model: 'one', messages: [{ role: 'user', content: 'who' }], response_format: { type: 'json_schema', json_schema: { name: 'person', schema, strict: true } } });
  expect(JSON.parse(json.choices[0]!.message.content!)).toEqual({ name: 'Ada' });
  expect(models['one']!.calls.at(-1)!.responseFormat).toEqual({ type: 'json-schema', name: 'person', schema, strict: true });

  const scored = await openai.chat.completions.create({ model: 'one', messages: [{ role: 'user', content: 'hi' }], logprobs: true, top_logprobs: 2 });
  chatCompletionSchema.parse(scored);
  expect(scored.choices[0]!.logprobs!.content![0]).toMatchObject({ token: 'hi', bytes: [104, 105], top_logprobs: [{ token: 'hi' }, { token: 'no', logprob: -9999 }] });
});

test('every field of a request reaches the model', async () => {
  const { url, models } = await gateway({ turns: { one: () => 'ok' } });
  await post(`${url}/v1/chat/completions`, {
    model: 'one',
    messages: [{ role: 'developer', content: 'be brief' }, { role: 'user', content: [{ type: 'text', text: 'look' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } }] }],
    max_completion_tokens: 9, temperature: 0, top_p: 0.5, top_k: 3, min_p: 0.1, seed: 4, stop: 'END', presence_penalty: 1, frequency_penalty: -1, logit_bias: { 5: 2 },
    tools, tool_choice: { type: 'function', function: { name: 'time' } }, parallel_tool_calls: false, reasoning_effort: 'low', user: 'u1',
    service_tier: 'flex', metadata: { a: 'b' }, verbosity: null,
  });
  const { signal, context, ...call } = models['one']!.calls[0]!;
  expect(signal).toBeInstanceOf(AbortSignal);
  expect(context!.requestId).toMatch(/^llmrr-/);
  expect(call).toMatchObject({
    messages: [{ role: 'system', content: 'be brief' }, { role: 'user', content: [{ type: 'text', text: 'look' }, { type: 'image', data: 'AAAA', mediaType: 'image/png', detail: 'low' }] }],
    delivery: 'whole', maxTokens: 9, temperature: 0, topP: 0.5, topK: 3, minP: 0.1, seed: 4, stop: ['END'], presencePenalty: 1, frequencyPenalty: -1, logitBias: { 5: 2 },
    toolChoice: { name: 'time' }, parallelToolCalls: false, reasoning: { effort: 'low' }, user: 'u1', vendor: { 'openai-chat': { service_tier: 'flex', metadata: { a: 'b' } } },
  });
  expect(call.tools!.map(({ name }) => name)).toEqual(['weather', 'time']);
});

test('the decision comes in headers, and in the body if asked: in a stream on its last chunk', async () => {
  const { url } = await gateway({ turns: { one: () => 'first', two: () => 'second' }, config: { strategy: 'priority' } });
  const { headers, body } = await post(`${url}/v1/chat/completions`, { model: 'auto', messages: hello, llmrr: { decision: true } }, { headers: { 'x-request-id': 'mine-1' } });
  expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('x-')))).toEqual({
    'x-llmrr-request-id': body.llmrr.decision.requestId,
    'x-llmrr-model': 'one',
    'x-llmrr-strategy': 'priority',
    'x-llmrr-attempts': '1',
    'x-llmrr-fallback': 'false',
    'x-llmrr-cost-usd': '0',
    'x-llmrr-latency-ms': expect.stringMatching(/^\d+\.\d$/),
    'x-request-id': 'mine-1',
  });
  chatCompletionSchema.parse(body);
  expect(body.llmrr.decision).toMatchObject({ model: 'one', candidates: [{ model: 'one' }, { model: 'two' }], fellBack: false, attempts: [{ outcome: 'ok' }] });

  for (const options of [{}, { stream_options: { include_usage: true } }]) {
    const events = eventsOf((await post(`${url}/v1/chat/completions`, { model: 'auto', messages: hello, stream: true, llmrr: { decision: true }, ...options })).text);
    expect(events.pop()).toBe('[DONE]');
    for (const event of events) chatChunkSchema.parse(event);
    expect(events.filter((event) => event.llmrr)).toEqual([events.at(-1)]);
    expect(events.at(-1).llmrr.decision).toMatchObject({ model: 'one', latencyMs: expect.any(Number), costUsd: 0 });
  }
});

test('model may be an id, auto, auto with a strategy; models and llmrr say who may answer, the header which strategy', async () => {
  const { url } = await gateway({
    turns: { one: () => '1', two: () => '2', three: () => '3' },
    cards: { one: { quality: 0.2 }, two: { quality: 0.9 }, three: { quality: 0.5 } },
  });
  const asked = async (body: object, headers = {}) => {
    const { headers: got } = await post(`${url}/v1/chat/completions`, { messages: hello, ...body }, { headers });
    return `${got.get('x-llmrr-model')} by ${got.get('x-llmrr-strategy')}`;
  };
  expect(await asked({ model: 'two' })).toBe('two by priority');
  expect(await asked({})).toBe('one by priority');
  expect(await asked({ model: 'auto:quality-first' })).toBe('two by quality-first');
  expect(await asked({ model: 'auto' }, { 'x-llmrr-strategy': 'quality-first' })).toBe('two by quality-first');
  expect(await asked({ model: 'auto', llmrr: { strategy: 'quality-first' } })).toBe('two by quality-first');
  expect(await asked({ model: 'auto:quality-first', models: ['one', 'three'] })).toBe('three by quality-first');
  expect(await asked({ models: ['three', 'one'] })).toBe('three by priority');
});

test('a model that fails before its first word is replaced by the next, and the answer says so', async () => {
  const { url } = await gateway({ turns: { one: () => [{ throw: new LlmrrError('unavailable', 'one is down') }], two: () => 'second' } });
  for (const stream of [false, true]) {
    const { status, headers, text } = await post(`${url}/v1/chat/completions`, { model: 'auto', messages: hello, stream });
    expect(status).toBe(200);
    expect(text).toContain('second');
    expect([headers.get('x-llmrr-model'), headers.get('x-llmrr-fallback'), headers.get('x-llmrr-attempts')]).toEqual(['two', 'true', '2']);
  }
  const preferred = await post(`${url}/v1/chat/completions`, { models: ['one', 'two'], messages: hello, llmrr: { decision: true } });
  expect(preferred.body.llmrr.decision).toMatchObject({ model: 'two', fellBack: true, attempts: [{ model: 'one', outcome: 'failed', error: { code: 'unavailable' } }, { model: 'two', outcome: 'ok' }] });
});

test('n answers come from one model, in order, with the usage of all of them', async () => {
  let calls = 0;
  const { url, models } = await gateway({ turns: { one: () => [`answer ${++calls}`, { usage }], two: () => 'never' }, config: { strategy: 'round-robin' } });
  const { body } = await post(`${url}/v1/chat/completions`, { model: 'auto', messages: hello, n: 3, seed: 7, llmrr: { decision: true } });
  chatCompletionSchema.parse(body);
  expect(body.choices.map((choice: { index: number; message: { content: string } }) => [choice.index, choice.message.content])).toEqual([[0, 'answer 1'], [1, 'answer 2'], [2, 'answer 3']]);
  expect(body.usage).toMatchObject({ prompt_tokens: 36, completion_tokens: 15 });
  expect(body.llmrr.decisions).toHaveLength(3);
  expect(models['one']!.calls.map(({ seed }) => seed)).toEqual([7, 8, 9]);

  const events = eventsOf((await post(`${url}/v1/chat/completions`, { model: 'one', messages: hello, n: 2, stream: true, stream_options: { include_usage: true } })).text);
  expect(events.pop()).toBe('[DONE]');
  for (const event of events) chatChunkSchema.parse(event);
  const textOf = (index: number) => events.flatMap(({ choices }) => choices).filter((choice) => choice.index === index).map(({ delta }) => delta.content ?? '').join('');
  expect([textOf(0), textOf(1)]).toEqual(['answer 4', 'answer 5']);
  expect(events.at(-1).usage.completion_tokens).toBe(10);
});

test('a stream that breaks off ends with an error and without the end marker, and the official client throws', async () => {
  const { url } = await gateway({ turns: { one: () => ['half of ', { throw: new LlmrrError('stream-cut', 'one stopped in the middle; its key is sk-abcdefghijklmnopqrstuvwx') }], two: () => 'another answer' } });
  const { status, text } = await post(`${url}/v1/chat/completions`, { model: 'auto', messages: hello, stream: true });
  const events = eventsOf(text);
  expect(status).toBe(200);
  expect(errorSchema.parse(events.at(-1)).error).toEqual({ message: 'one stopped in the middle; its key is [secret]', type: 'server_error', param: null, code: 'stream-cut' });
  expect(text).not.toContain('[DONE]');
  expect(text).not.toContain('another');
  const stream = await client(url).chat.completions.create({ model: 'auto', messages: [{ role: 'user', content: 'hello' }], stream: true });
  await expect(async () => {
    for await (const _chunk of stream);
  }).rejects.toThrow(/one stopped in the middle/);
});

test('whole answers that break off are errors, never half an answer', async () => {
  const { url } = await gateway({ turns: { one: () => ['half', { throw: new LlmrrError('stream-cut', 'cut') }] } });
  const { status, body } = await post(`${url}/v1/chat/completions`, { model: 'one', messages: hello });
  expect([status, errorSchema.parse(body).error.code]).toEqual([502, 'stream-cut']);
});
