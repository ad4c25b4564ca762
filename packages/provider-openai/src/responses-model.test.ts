import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { generate, type LanguageCall, type LanguageModel } from '@llmrr/core';
import fc from 'fast-check';
import OpenAI from 'openai';

import { presets } from './presets.ts';
import { openai } from './provider.ts';
import { responsesRequest } from './responses-request.ts';
import { apiKey, canned, collect, events, fixture, joined, json, question, rawBytes, sourceOf, vendor } from './vendor.test.server.ts';

const server = await vendor();

beforeEach(() => {
  server.received.length = 0;
});
afterAll(() => server.close());

const options = { provider: 'openai', model: 'gpt-5-codex', preset: presets.openai };
const signature = 'rs_1.gAAAAA.b3BhcXVl==';
const answered = [
  { type: 'start', model: 'openai:gpt-5-codex', vendorModel: 'gpt-5-codex-2025-09-15', responseId: 'resp_1' },
  { type: 'reasoning', index: 0, text: 'Look at the file.\n\nThen answer.' },
  { type: 'reasoning', index: 0, text: '', signature },
  { type: 'text', index: 1, text: 'Reading it.' },
  { type: 'vendor', vendor: 'openai', block: { annotations: [{ type: 'url_citation', start_index: 0, end_index: 7, url: 'https://example.org/x', title: 'X' }] } },
  { type: 'tool-call', index: 2, id: 'call_r1', name: 'read', arguments: '{"path":"a.ts"}' },
  { type: 'usage', usage: { inputTokens: 120, outputTokens: 50, cachedInputTokens: 64, reasoningTokens: 32 } },
  { type: 'finish', reason: 'tool-calls', vendorReason: 'completed' },
];

test('models that answer nowhere else are asked under /responses, others on wish', async () => {
  server.answers = [json(fixture('responses-tools.json'))];
  for (const name of ['gpt-5-codex', 'o3-pro', 'gpt-5.2-pro', 'codex-mini-latest', 'o4-mini-deep-research']) await generate(await server.language(name), question);
  await generate(await server.language('gpt-4o', {}, { options: { api: 'responses' } }), question);
  expect(server.received.map((request) => request.path)).toEqual(Array.from({ length: 6 }, () => '/v1/responses'));
  server.answers = [json(fixture('chat-text.json'))];
  await generate(await server.language('gpt-5-mini'), question);
  expect(server.received.at(-1)?.path).toBe('/v1/chat/completions');
});

test('whole: thoughts with their encrypted form, text, call and usage; the JSON rides on start', async () => {
  server.answers = [json(fixture('responses-tools.json'))];
  const parts = await collect(await server.language('gpt-5-codex'), { ...question, delivery: 'whole' });
  expect(joined(parts)).toEqual(answered);
  expect(parts[0]?.raw).toMatchObject({ dialect: 'openai-responses' });
  expect(rawBytes(parts).toString()).toBe(fixture('responses-tools.json'));
});

test('streamed: the same, with the vendor\'s bytes, however the stream is cut', async () => {
  const bytes = Buffer.from(fixture('responses-tools.sse'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (cuts) => {
      const at = [0, ...[...new Set(cuts)].sort((a, b) => a - b), bytes.length];
      const transport = canned(at.slice(1).map((end, index) => bytes.subarray(at[index], end)));
      const model = (await openai({ apiKey, transport }).languageModel?.(sourceOf('gpt-5-codex'))) as LanguageModel;
      const parts = await collect(model);
      expect(joined(parts)).toEqual(answered);
      expect(rawBytes(parts).equals(bytes)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the raw bytes are a stream that the SDK of OpenAI understands', async () => {
  server.answers = [events(fixture('responses-tools.sse'))];
  const raw = rawBytes(await collect(await server.language('gpt-5-codex'))).toString();
  server.answers = [events(raw)];
  const response = await new OpenAI({ apiKey, baseURL: server.url, maxRetries: 0 }).responses.stream({ model: 'm', input: 'x' }).finalResponse();
  expect(response.output_text).toBe('Reading it.');
});

test('an answer goes back with its thoughts, call and result', async () => {
  server.answers = [json(fixture('responses-tools.json'))];
  const { content } = await generate(await server.language('gpt-5-codex'), question);
  const body = responsesRequest(
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Fix it' }, { type: 'image', data: 'AAAA', mediaType: 'image/png' }, { type: 'file', url: 'https://example.org/a.pdf' }] },
        { role: 'assistant', content },
        { role: 'tool', content: [{ type: 'tool-result', id: 'call_r1', content: 'x = 1' }] },
      ],
      delivery: 'whole',
      maxTokens: 500,
      tools: [{ name: 'read', parameters: { type: 'object', properties: {} } }],
      toolChoice: 'auto',
      parallelToolCalls: true,
      reasoning: { effort: 'high' },
      responseFormat: { type: 'json-schema', name: 'reply', schema: { type: 'object' } },
    },
    options,
  );
  expect(body).toEqual({
    model: 'gpt-5-codex',
    input: [
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'Fix it' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' },
          { type: 'input_file', file_url: 'https://example.org/a.pdf' },
        ],
      },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Look at the file.\n\nThen answer.' }], encrypted_content: 'gAAAAA.b3BhcXVl==' },
      { role: 'assistant', content: 'Reading it.' },
      { type: 'function_call', call_id: 'call_r1', name: 'read', arguments: '{"path":"a.ts"}' },
      { type: 'function_call_output', call_id: 'call_r1', output: 'x = 1' },
    ],
    store: false,
    include: ['reasoning.encrypted_content'],
    max_output_tokens: 500,
    tools: [{ type: 'function', name: 'read', parameters: { type: 'object', properties: {} }, strict: false }],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'high', summary: 'auto' },
    text: { format: { type: 'json_schema', name: 'reply', schema: { type: 'object' } } },
  } satisfies OpenAI.Responses.ResponseCreateParams);
});

test('thoughts of other vendors stay behind', () => {
  const call: LanguageCall = { messages: [{ role: 'assistant', content: [{ type: 'reasoning', text: 'hm', signature: 'EqMBabc' }, { type: 'text', text: 'Four.' }] }] };
  expect(responsesRequest(call, options)['input']).toEqual([{ role: 'assistant', content: 'Four.' }]);
});

test('what this API cannot do is refused, not dropped', () => {
  expect(() => responsesRequest({ ...question, stop: ['x'] }, options)).toThrow(expect.objectContaining({ code: 'unsupported-capability' }));
  expect(() => responsesRequest({ ...question, continueFrom: 'x' }, options)).toThrow(expect.objectContaining({ code: 'unsupported-capability' }));
  expect(() => responsesRequest({ messages: [] }, options)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});

test('an answer that ran out of tokens ends with length', async () => {
  server.answers = [json(fixture('responses-incomplete.json'))];
  expect(await generate(await server.language('o3-pro'), question)).toMatchObject({ text: 'Reading', finishReason: 'length', vendorReason: 'max_output_tokens' });
});

test('a failed response is the error that it tells, and a cut stream is stream-cut', async () => {
  server.answers = [events(fixture('responses-failed.sse')), events('data: {"type":"error","code":"server_error","message":"boom","param":null}\n\n'), events(fixture('responses-tools.sse').split('event: response.completed')[0] ?? '')];
  const model = await server.language('gpt-5-codex');
  await expect(collect(model)).rejects.toMatchObject({ code: 'rate-limited', message: expect.stringContaining('Slow down') });
  await expect(collect(model)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('boom') });
  await expect(collect(model)).rejects.toMatchObject({ code: 'stream-cut' });
});
