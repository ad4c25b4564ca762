import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { generate, LlmrrError, type LanguageModel } from '@llmrr/core';
import fc from 'fast-check';
import OpenAI from 'openai';

import type { PresetName } from './presets.ts';
import { openai } from './provider.ts';
import { apiKey, canned, collect, events, fixture, joined, json, question, rawBytes, sourceOf, vendor } from './vendor.test.server.ts';

const server = await vendor();

beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

async function fromBytes(pieces: readonly Uint8Array[], preset: PresetName = 'openai', contentType?: string): Promise<LanguageModel> {
  return (await openai({ preset, name: 'openai', apiKey, transport: canned(pieces, contentType) }).languageModel?.(sourceOf('m'))) as LanguageModel;
}

const streamed = (text: string, preset?: PresetName) => fromBytes([Buffer.from(text)], preset);

async function failure(promise: Promise<unknown>): Promise<LlmrrError> {
  const error = await promise.then(() => 'no error', (thrown: unknown) => thrown);
  if (!LlmrrError.is(error)) throw new Error(`expected an LlmrrError, found ${String(error)}`);
  return error;
}

test('a whole answer is one request without `stream`, and its JSON rides on start', async () => {
  server.answers = [json(fixture('chat-text.json'))];
  const parts = await collect(await server.language('gpt-4o-mini'), { ...question, delivery: 'whole' });
  expect(joined(parts)).toEqual([
    { type: 'start', model: 'openai:gpt-4o-mini', vendorModel: 'gpt-4o-mini-2024-07-18', responseId: 'chatcmpl-A1' },
    { type: 'text', index: 0, text: 'Copenhagen lies on Zealand. Ærø is another island.' },
    { type: 'usage', usage: { inputTokens: 31, outputTokens: 14, cachedInputTokens: 16, reasoningTokens: 0 } },
    { type: 'vendor', vendor: 'openai', block: { service_tier: 'default', system_fingerprint: 'fp_a1b2' } },
    { type: 'finish', reason: 'stop', vendorReason: 'stop' },
  ]);
  expect(parts[0]?.raw?.dialect).toBe('openai-chat');
  expect(rawBytes(parts).toString()).toBe(fixture('chat-text.json'));
  expect(server.received).toMatchObject([{ method: 'POST', path: '/v1/chat/completions', headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' } }]);
  expect(server.received[0]?.body).not.toHaveProperty('stream');
});

test('a streamed answer is the same answer, and its parts carry the vendor\'s bytes', async () => {
  server.answers = [events(fixture('chat-text.sse'))];
  const parts = await collect(await server.language('gpt-4o-mini'));
  expect(joined(parts)).toEqual([
    { type: 'start', model: 'openai:gpt-4o-mini', vendorModel: 'gpt-4o-mini-2024-07-18', responseId: 'chatcmpl-S1' },
    { type: 'text', index: 0, text: 'Copenhagen 🇩🇰 lies on Zealand — Sjælland.' },
    { type: 'usage', usage: { inputTokens: 31, outputTokens: 12, cachedInputTokens: 16, reasoningTokens: 0 } },
    { type: 'vendor', vendor: 'openai', block: { service_tier: 'default', system_fingerprint: 'fp_a1b2' } },
    { type: 'finish', reason: 'stop', vendorReason: 'stop' },
  ]);
  expect(rawBytes(parts).toString()).toBe(fixture('chat-text.sse'));
});

test('text that arrives together is one part; usage has the bytes of its own event only', async () => {
  const parts = await collect(await streamed(fixture('chat-text.sse')));
  expect(parts.map((part) => part.type)).toEqual(['start', 'text', 'usage', 'vendor', 'finish']);
  const usage = Buffer.from(parts[2]?.raw?.bytes ?? []).toString();
  expect(usage.match(/data:/g)).toHaveLength(1);
  expect(usage).toContain('"choices":[]');
  expect(parts.every((part) => part.raw?.dialect === 'openai-chat')).toBe(true);
  expect(Buffer.from(parts[4]?.raw?.bytes ?? []).toString()).toBe('data: [DONE]\n\n');
});

test('an event that says nothing does not hang on usage, whatever comes before it', async () => {
  const [first = '', ...rest] = fixture('chat-text.sse').split('\n\n').filter(Boolean);
  const silent = first.replace(/"obfuscation":"x1"/, '"obfuscation":"silent"');
  for (const at of [1, rest.length - 1, rest.length]) {
    const text = [first, ...rest.slice(0, at - 1), silent, ...rest.slice(at - 1)].join('\n\n') + '\n\n';
    const parts = await collect(await streamed(text));
    expect(rawBytes(parts).toString()).toBe(text);
    for (const part of parts) if (part.type === 'usage') expect(Buffer.from(part.raw?.bytes ?? []).toString()).not.toContain('silent');
  }
});

test.each([
  ['chat-text.sse', 'openai'],
  ['chat-tools.sse', 'openai'],
  ['deepseek-reasoning.sse', 'deepseek'],
  ['groq-text.sse', 'groq'],
  ['gemini-tools.sse', 'gemini'],
  ['perplexity-text.sse', 'perplexity'],
  ['openrouter-reasoning.sse', 'openrouter'],
] as const)('%s gives the same parts and bytes however it is cut', async (name, preset) => {
  const bytes = Buffer.from(fixture(name));
  const expected = joined(await collect(await fromBytes([bytes], preset))).filter((part) => (part as { type: string }).type !== 'usage');
  const wire = bytes.toString().replace(/^(: .*\n\n)+/, '');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 40 }), async (cuts) => {
      const at = [0, ...[...new Set(cuts)].sort((a, b) => a - b), bytes.length];
      const parts = await collect(await fromBytes(at.slice(1).map((end, index) => bytes.subarray(at[index], end)), preset));
      expect(joined(parts).filter((part) => (part as { type: string }).type !== 'usage')).toEqual(expected);
      expect(rawBytes(parts).toString()).toBe(wire);
      for (const part of parts) if (part.type === 'usage' && part.raw?.bytes.length) expect(Buffer.from(part.raw.bytes).toString()).toContain('"choices":[]');
    }),
    { numRuns: 60 },
  );
});

test('tool calls come in pieces, and the SDK of OpenAI reads the same stream alike', async () => {
  server.answers = [events(fixture('chat-tools.sse'))];
  const answer = await generate(await server.language('gpt-4o-mini'), { ...question, delivery: 'parts' });
  const sdk = new OpenAI({ apiKey, baseURL: server.url, maxRetries: 0 });
  const oracle = await sdk.chat.completions.stream({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'x' }], stream_options: { include_usage: true } }).finalChatCompletion();
  expect(answer.toolCalls.map(({ id, name, arguments: args }) => ({ id, function: { name, arguments: args } }))).toMatchObject(
    (oracle.choices[0]?.message.tool_calls ?? []).map((call) => ({ id: call.id, function: call.type === 'function' ? { name: call.function.name, arguments: call.function.arguments } : {} })),
  );
  expect(answer).toMatchObject({ finishReason: 'tool-calls', usage: { inputTokens: oracle.usage?.prompt_tokens, outputTokens: oracle.usage?.completion_tokens } });
  expect(answer.toolCalls).toHaveLength(2);
});

test('the raw bytes of a stream are a stream that the SDK of OpenAI understands', async () => {
  const parts = await collect(await fromBytes([Buffer.from(fixture('chat-text.sse'))]));
  server.answers = [events(rawBytes(parts).toString())];
  const sdk = new OpenAI({ apiKey, baseURL: server.url, maxRetries: 0 });
  const answer = await sdk.chat.completions.stream({ model: 'm', messages: [] }).finalChatCompletion();
  expect(answer.choices[0]?.message.content).toBe('Copenhagen 🇩🇰 lies on Zealand — Sjælland.');
});

test('whole tool calls, log-probabilities and refusals', async () => {
  server.answers = [json(fixture('chat-tools.json')), json(fixture('chat-logprobs.json')), json(fixture('chat-refusal.json'))];
  const model = await server.language('gpt-4o-mini');
  expect(await generate(model, question)).toMatchObject({
    finishReason: 'tool-calls',
    toolCalls: [
      { id: 'call_w1', name: 'weather', arguments: '{"city":"Oslo"}' },
      { id: 'call_w2', name: 'weather', arguments: '{"city":"Bergen"}' },
    ],
  });
  expect(await generate(model, question)).toMatchObject({
    finishReason: 'length',
    logprobs: [{ token: 'Yes', logprob: -0.02, bytes: [89, 101, 115], top: [{ token: 'Yes' }, { token: 'No', logprob: -4.1 }] }],
  });
  expect(await generate(model, question)).toMatchObject({ text: '', refusal: 'I cannot help with that.' });
});

test('thoughts of DeepSeek are reasoning, and what its cache saved is counted', async () => {
  const parts = joined(await collect(await streamed(fixture('deepseek-reasoning.sse'), 'deepseek')));
  expect(parts.slice(1)).toEqual([
    { type: 'reasoning', index: 0, text: 'The capital is asked.' },
    { type: 'text', index: 1, text: 'Oslo.' },
    { type: 'usage', usage: { inputTokens: 11, outputTokens: 40, cachedInputTokens: 8, reasoningTokens: 36 } },
    { type: 'finish', reason: 'stop', vendorReason: 'stop' },
  ]);
});

test('OpenRouter: price, cache, and thoughts that can go back with their signature', async () => {
  const whole = await generate(await fromBytes([Buffer.from(fixture('openrouter-whole.json'))], 'openrouter', 'application/json'), question);
  const stream = await generate(await streamed(fixture('openrouter-reasoning.sse'), 'openrouter'), { ...question, delivery: 'parts' });
  expect(whole.usage).toEqual({ inputTokens: 30, outputTokens: 25, cachedInputTokens: 10, cacheWriteTokens: 4, reasoningTokens: 18, costUsd: 0.000465 });
  for (const answer of [whole, stream]) {
    expect(answer).toMatchObject({ text: 'Four.', reasoning: expect.stringMatching(/^2\+2 is 4$/), usage: { costUsd: 0.000465 } });
    expect(answer.content.at(-1)).toMatchObject({ type: 'vendor', block: { reasoning_details: [{ type: 'reasoning.text', text: '2+2 is 4', signature: 'sig==' }] } });
  }
});

test('Groq tells its usage aside, Gemini repeats numbers of calls and counts thoughts in the total, Perplexity cites', async () => {
  expect(await generate(await streamed(fixture('groq-text.sse'), 'groq'), { ...question, delivery: 'parts' })).toMatchObject({ text: 'Hei der', usage: { inputTokens: 10, outputTokens: 3 } });
  expect(await generate(await streamed(fixture('gemini-tools.sse'), 'gemini'), { ...question, delivery: 'parts' })).toMatchObject({
    finishReason: 'tool-calls',
    vendorReason: 'stop',
    toolCalls: [{ arguments: '{"city":"Oslo"}' }, { arguments: '{"city":"Bergen"}' }],
    usage: { inputTokens: 50, outputTokens: 80 },
  });
  const parts = await collect(await streamed(fixture('perplexity-text.sse'), 'perplexity'));
  expect(joined(parts).at(-2)).toMatchObject({ type: 'vendor', block: { citations: ['https://example.org/a', 'https://example.org/b'] } });
  expect(parts.findLast((part) => part.type === 'usage')).toMatchObject({ usage: { outputTokens: 4, costUsd: 0.0051 } });
});

test('Mistral\'s typed content is reasoning and text', async () => {
  const answer = await generate(await fromBytes([Buffer.from(fixture('mistral-thinking.json'))], 'mistral', 'application/json'), question);
  expect(answer).toMatchObject({ reasoning: 'Two and two. Four.', text: 'It is 4.' });
});

test('a server that answers in one piece although a stream was asked for is understood', async () => {
  server.answers = [json(fixture('chat-text.json'))];
  const parts = await collect(await server.language('gpt-4o-mini'));
  expect(server.received[0]?.body).toMatchObject({ stream: true });
  expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
});

test('a stream without its marker was cut: after its parts, stream-cut is thrown', async () => {
  const whole = fixture('chat-text.sse');
  for (const text of [whole.replace('data: [DONE]\n\n', ''), whole.slice(0, whole.indexOf(' lies') + 3), whole.slice(0, whole.indexOf('"stop"') + 2)]) {
    const seen: string[] = [];
    const model = await streamed(text);
    const error = await failure((async () => {
      for await (const part of model.stream(question)) seen.push(part.type);
    })());
    expect(error).toMatchObject({ code: 'stream-cut', retryable: true });
    expect(seen).toContain('text');
    expect(seen).not.toContain('finish');
  }
});

test('a vendor known to send no marker is complete with a finish reason, and cut without', async () => {
  const whole = fixture('chat-text.sse').replace('data: [DONE]\n\n', '');
  expect((await collect(await streamed(whole, 'gemini'))).at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
  const unfinished = whole.slice(0, whole.indexOf('{"id":"chatcmpl-S1","object":"chat.completion.chunk","created":1790000010,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_a1b2","choices":[{"index":0,"delta":{}') - 6);
  expect(await failure(collect(await streamed(unfinished, 'gemini')))).toMatchObject({ code: 'stream-cut' });
});

test('the marker without its blank line is still the marker', async () => {
  expect((await collect(await streamed(fixture('chat-text.sse').trimEnd()))).at(-1)).toMatchObject({ type: 'finish' });
});

test('a malformed event is left out if the stream comes to its end, and counted if not', async () => {
  const broken = fixture('chat-text.sse').replace('data: {"id', 'data: {{{\n\ndata: {"id');
  const parts = await collect(await streamed(broken));
  expect(joined(parts)).toEqual(joined(await collect(await streamed(fixture('chat-text.sse')))));
  expect(rawBytes(parts).toString()).toBe(fixture('chat-text.sse'));
  expect(await failure(collect(await streamed(broken.replace('data: [DONE]\n\n', ''))))).toMatchObject({ code: 'stream-cut', details: { malformedEvents: 1 } });
});

test.each([
  ['data: {"error":{"message":"The server had an error","type":"server_error","code":null}}\n\n', 'unavailable'],
  ['event: error\ndata: {"error":{"message":"Rate limit reached","type":"rate_limit_error"}}\n\n', 'rate-limited'],
  ['data: {"error":{"message":"upstream","code":502}}\n\n', 'unavailable'],
  ['data: {"error":"boom"}\n\n', 'unavailable'],
])('an error within the stream is thrown behind what came before it (%s)', async (event, code) => {
  const start = fixture('chat-text.sse').split('\n\n').slice(0, 3).join('\n\n');
  const seen: string[] = [];
  const model = await streamed(`${start}\n\n${event}data: [DONE]\n\n`);
  const error = await failure((async () => {
    for await (const part of model.stream(question)) seen.push(part.type);
  })());
  expect(error.code).toBe(code);
  expect(seen).toEqual(['start', 'text']);
});

test('an error that comes with a choice, as OpenRouter sends it, is an error', async () => {
  expect(await failure(collect(await streamed(fixture('openrouter-error.sse'), 'openrouter')))).toMatchObject({ code: 'unavailable', message: expect.stringContaining('Provider disconnected') });
});

test('HTML with status 200 is a bad gateway, streamed or whole', async () => {
  server.answers = [(response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>login</html>')];
  const model = await server.language('gpt-4o-mini');
  for (const delivery of ['whole', 'parts'] as const) expect(await failure(collect(model, { ...question, delivery }))).toMatchObject({ code: 'bad-gateway', message: expect.stringContaining('text/html') });
});

test.each([['{}'], ['[]'], ['{"choices":[]}'], ['{"choices":[{"index":0}]}'], ['null']])('%s is no answer', async (body) => {
  expect(await failure(collect(await fromBytes([Buffer.from(body)], 'openai', 'application/json')))).toMatchObject({ code: 'bad-gateway' });
});

test('an error object with status 200 is the error that it tells', async () => {
  const body = '{"error":{"message":"Insufficient credits","code":402}}';
  expect(await failure(collect(await fromBytes([Buffer.from(body)], 'openrouter', 'application/json')))).toMatchObject({ code: 'quota-exhausted' });
});

test('a reset in the middle is stream-cut with its cause', async () => {
  server.answers = [
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(fixture('chat-text.sse').split('\n\n').slice(0, 3).join('\n\n') + '\n\n', () => setImmediate(() => response.socket?.resetAndDestroy()));
    },
  ];
  const error = await failure(collect(await server.language('gpt-4o-mini')));
  expect(error).toMatchObject({ code: 'stream-cut', cause: { code: 'unavailable' } });
});

test('the signal stops a stream, and the vendor sees its connection close [S0-103]', async () => {
  const gone = new Promise<void>((resolve) => {
    server.answers = [
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(fixture('chat-text.sse').split('\n\n').slice(0, 3).join('\n\n') + '\n\n');
        response.on('close', () => resolve());
      },
    ];
  });
  const abort = new AbortController();
  const stream = (await server.language('gpt-4o-mini')).stream({ ...question, signal: abort.signal })[Symbol.asyncIterator]();
  expect(await stream.next()).toMatchObject({ value: { type: 'start' } });
  abort.abort();
  const rest = failure((async () => {
    while (!(await stream.next()).done);
  })());
  expect(await rest).toMatchObject({ code: 'aborted' });
  await gone;
});

test('who stops reading closes the connection', async () => {
  const gone = new Promise<void>((resolve) => {
    server.answers = [
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(fixture('chat-text.sse').split('\n\n').slice(0, 3).join('\n\n') + '\n\n');
        response.on('close', () => resolve());
      },
    ];
  });
  for await (const part of (await server.language('gpt-4o-mini')).stream(question)) if (part.type === 'start') break;
  await gone;
});

test('nothing is sent before the first pull', async () => {
  server.answers = [json(fixture('chat-text.json'))];
  (await server.language('gpt-4o-mini')).stream(question);
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.received).toHaveLength(0);
});
