import { afterEach, expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import OpenAI from 'openai';
import { modelTiers, useCases } from './complete-route.ts';
import { closeGateways, eventsOf, gateway, hello, post, type Turns } from './gateway.test.fixture.ts';
import { chatCompletionSchema, errorSchema, textCompletionSchema } from './openai-schemas.ts';

afterEach(closeGateways);

const usage = { inputTokens: 3, outputTokens: 2 };
const words: Turns = () => ['Once ', 'upon', { usage }];

test('/v1/completions answers text for a prompt, whole and streamed, as the official client reads it', async () => {
  const { url, models } = await gateway({ turns: { one: words } });
  const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  const whole = await openai.completions.create({ model: 'one', prompt: 'Tell me', max_tokens: 5, stop: ['.'] });
  expect(textCompletionSchema.parse(whole)).toMatchObject({ object: 'text_completion', choices: [{ text: 'Once upon', finish_reason: 'stop', logprobs: null }], usage: { total_tokens: 5 } });
  expect(models['one']!.calls[0]).toMatchObject({ messages: [{ role: 'user', content: 'Tell me' }], maxTokens: 5, stop: ['.'] });

  let text = '';
  for await (const chunk of await openai.completions.create({ model: 'one', prompt: 'Tell me', stream: true })) text += chunk.choices[0]!.text;
  expect(text).toBe('Once upon');
  const events = eventsOf((await post(`${url}/v1/completions`, { model: 'one', prompt: 'Tell me', stream: true, stream_options: { include_usage: true }, llmrr: { decision: true } })).text);
  expect(events.pop()).toBe('[DONE]');
  for (const event of events) textCompletionSchema.parse(event);
  expect(events.map(({ choices }) => choices[0]?.finish_reason)).toEqual([null, null, 'stop', undefined]);
  expect(events.at(-1)).toMatchObject({ usage: { prompt_tokens: 3 }, llmrr: { decision: { model: 'one' } } });
});

test('several prompts and answers are choices in order; log-probabilities have the legacy shape', async () => {
  const { url } = await gateway({
    turns: { one: (call) => [{ text: `to ${call.messages[0]!.content as string}`, ...(call.logprobs !== undefined && { logprobs: [{ token: 'to ', logprob: -1, top: [{ token: 'to ', logprob: -1 }] }, { token: 'a', logprob: -2 }] }) }] },
  });
  const { body } = await post(`${url}/v1/completions`, { model: 'one', prompt: ['a', 'b'], n: 2 });
  textCompletionSchema.parse(body);
  expect(body.choices.map(({ index, text }: { index: number; text: string }) => [index, text])).toEqual([[0, 'to a'], [1, 'to a'], [2, 'to b'], [3, 'to b']]);
  const scored = await post(`${url}/v1/completions`, { model: 'one', prompt: 'a', logprobs: 1 });
  expect(textCompletionSchema.parse(scored.body).choices[0]!.logprobs).toEqual({ tokens: ['to ', 'a'], token_logprobs: [-1, -2], top_logprobs: [{ 'to ': -1 }, { a: -2 }], text_offset: [0, 3] });
});

test('what the legacy form had and chat models have not is refused by name', async () => {
  const { url } = await gateway({ turns: { one: words } });
  for (const [body, param] of [[{ echo: true }, 'echo'], [{ suffix: 'end' }, 'suffix'], [{ best_of: 3 }, 'best_of'], [{ prompt: [1, 2, 3] }, 'prompt'], [{ prompt: [[1, 2]] }, 'prompt'], [{ prompt: undefined }, 'prompt']] as const) {
    const { status, body: answer } = await post(`${url}/v1/completions`, { model: 'one', prompt: 'a', ...body });
    expect([status, errorSchema.parse(answer).error.param]).toEqual([400, param]);
  }
  expect((await post(`${url}/v1/completions`, { model: 'one', prompt: 'a', echo: false, best_of: 1, suffix: null })).status).toBe(200);
});

test('/complete takes messages with use case and tier, checks both, and answers a dict with choices [S3-024]', async () => {
  const { url, models } = await gateway({ turns: { one: words } });
  const { status, body } = await post(`${url}/complete`, { messages: hello, use_case: 'code_generation', tier: 'premium' });
  expect(status).toBe(200);
  expect(chatCompletionSchema.parse(body).choices[0]!.message.content).toBe('Once upon');
  expect(models['one']!.calls[0]!.context).toMatchObject({ useCase: 'code_generation', tier: 'premium' });

  await post(`${url}/complete`, { messages: 'just a string' });
  expect(models['one']!.calls[1]).toMatchObject({ messages: [{ role: 'user', content: 'just a string' }], context: { useCase: 'general_purpose', tier: 'standard' } });

  for (const [wrong, param] of [[{ use_case: 'gardening' }, 'use_case'], [{ tier: 'gold' }, 'tier'], [{ useCase: 'debugging' }, undefined], [{ messages: 5 }, 'messages']] as const) {
    const refused = await post(`${url}/complete`, { messages: hello, ...wrong });
    expect(refused.status).toBe(400);
    if (param) expect(refused.body.error.param).toBe(param);
  }
  expect([useCases.length, modelTiers.length]).toEqual([8, 3]);
});

test('/api/generate streams the text of the answer to old clients [S1-045] [S1-097]', async () => {
  const { url } = await gateway({ turns: { one: () => ['Hello ', { delayMs: 20 }, 'old ', { delayMs: 20 }, 'client'] } });
  const response = await fetch(`${url}/api/generate`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt: 'hi' }) });
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const chunks: string[] = [];
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) chunks.push(chunk);
  expect(chunks.join('')).toBe('Hello old client');
  expect(chunks.length).toBeGreaterThan(1);
  expect((await post(`${url}/api/generate`, { prompt: 5 })).body.error.param).toBe('prompt');
});

test('/api/generate cuts the connection where the answer breaks off, since plain text has no word for it', async () => {
  const { url } = await gateway({ turns: { one: () => ['half ', { delayMs: 10 }, { throw: new LlmrrError('stream-cut', 'cut') }] } });
  await expect(post(`${url}/api/generate`, { prompt: 'hi' })).rejects.toThrow(/terminated|fetch failed/);
});

test('/stream-query sends frames of text and a last one that is finished [S0-102] [S0-127]', async () => {
  const { url, models } = await gateway({ turns: { one: () => ['a "quoted"', '\n\nanswer'], two: () => ['half', { throw: new LlmrrError('unavailable', 'two is gone') }], hanging: () => ['begun', { hang: true }] } });
  const response = await fetch(`${url}/stream-query?question=${encodeURIComponent('what & why?')}`);
  expect([response.headers.get('content-type'), response.headers.get('cache-control'), response.headers.get('connection')]).toEqual(['text/event-stream', 'no-cache', 'keep-alive']);
  const text = await response.text();
  expect(text).toBe('data: {"text":"a \\"quoted\\"","finished":false}\n\ndata: {"text":"\\n\\nanswer","finished":false}\n\ndata: {"text":"","finished":true}\n\n');
  expect(models['one']!.calls[0]!.messages).toEqual([{ role: 'user', content: 'what & why?' }]);

  const broken = await (await fetch(`${url}/stream-query?question=a&model=two`)).text();
  expect(eventsOf(broken)).toEqual([{ text: 'half', finished: false }, { text: '', finished: true, error: 'two is gone' }]);

  for (const query of ['', '?question=', '?question=%20', '?question=a&question=b']) expect([query, (await fetch(`${url}/stream-query${query}`)).status]).toEqual([query, 400]);

  const client = new AbortController();
  const left = await fetch(`${url}/stream-query?question=a&model=hanging`, { signal: client.signal });
  await left.body!.getReader().read();
  const aborted = new Promise<void>((resolve) => models['hanging']!.calls[0]!.signal!.addEventListener('abort', () => resolve()));
  client.abort();
  await aborted;
});
