import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import { anthropicStub, virtualClock, type VendorStub } from './index.ts';

const clock = virtualClock();
let stub: VendorStub;
let anthropic: Anthropic;
beforeAll(async () => {
  stub = await anthropicStub({ cacheMinimumTokens: 10, clock });
  anthropic = new Anthropic({ apiKey: 'any', baseURL: stub.baseUrl, maxRetries: 0 });
});
afterAll(() => stub.close());

type Params = Anthropic.MessageCreateParamsNonStreaming;
const model = 'claude-haiku-4-5';
const ask = (content: Anthropic.MessageParam['content'], more: Partial<Params> = {}): Params => ({ model, max_tokens: 2000, messages: [{ role: 'user', content }], ...more });
const tools: Anthropic.Tool[] = [{ name: 'getWeather', input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }];
const thinking = { type: 'enabled', budget_tokens: 1024 } as const;
/** Without ids, which differ by call, and without the field that the client itself adds. */
const comparable = (message: Anthropic.Message) => JSON.parse(JSON.stringify(message, (key, value: unknown) => (key === 'id' || key === 'parsed_output' ? undefined : value))) as object;

test.each([
  ['text', ask('What is the capital of France?')],
  ['a tool call', ask('What is the weather in Paris?', { tools })],
  ['thinking', ask('What is GGUF?', { thinking })],
  ['thinking and a tool call', ask('What is the weather in Rome?', { tools, thinking })],
  ['JSON by a schema', ask('Extract as JSON: Ada is 36.', { output_config: { format: { type: 'json_schema', schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'], additionalProperties: false } } } })],
  ['a cut text', ask('Tell me a story.', { max_tokens: 5 })],
  ['a stop sequence', ask('Count to 9.', { stop_sequences: ['5'] })],
])('%s streamed adds up to the whole message in the official client', async (_, params) => {
  const whole = await anthropic.messages.create(params);
  const streamed = await anthropic.messages.stream(params).finalMessage();
  expect(comparable(streamed)).toEqual(comparable(whole));
});

test('what an answer ends with is said in its own words', async () => {
  const reasons = await Promise.all([
    anthropic.messages.create(ask('Hello!')),
    anthropic.messages.create(ask('Tell me a story.', { max_tokens: 5 })),
    anthropic.messages.create(ask('Count to 9.', { stop_sequences: ['5'] })),
    anthropic.messages.create(ask('What is the weather in Paris?', { tools })),
  ]);
  expect(reasons.map(({ stop_reason, stop_sequence }) => [stop_reason, stop_sequence])).toEqual([['end_turn', null], ['max_tokens', null], ['stop_sequence', '5'], ['tool_use', null]]);
  stub.answer({ refusal: 'I will not.' });
  expect(await anthropic.messages.create(ask('Bad.'))).toMatchObject({ stop_reason: 'refusal', stop_details: { explanation: 'I will not.' } });
});

test('signed thinking goes back unchanged, and one changed letter is refused', async () => {
  const first = await anthropic.messages.create(ask('What is the weather in Oslo?', { tools, thinking }));
  const [thought, use] = first.content;
  if (thought?.type !== 'thinking' || use?.type !== 'tool_use') throw new Error('expected thinking and a tool use');
  const next = (content: Anthropic.ContentBlockParam[]) =>
    anthropic.messages.create({ ...ask(''), tools, thinking, messages: [{ role: 'user', content: 'What is the weather in Oslo?' }, { role: 'assistant', content }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'snow' }] }] });
  const answer = await next([thought, use]);
  expect(answer.content.at(-1)).toMatchObject({ type: 'text', text: 'The tool says: snow.' });
  await expect(next([{ ...thought, thinking: `${thought.thinking}!` }, use])).rejects.toThrow('messages.1.content.0: Invalid `signature` in `thinking` block');
  await expect(next([use])).rejects.toThrow('Expected `thinking` or `redacted_thinking`, but found `tool_use`');
});

test('redacted thinking is given and taken back', async () => {
  stub.answer({ redacted: 'b3BhcXVl', text: 'Done.' });
  const { content } = await anthropic.messages.stream(ask('Hm?', { thinking })).finalMessage();
  expect(content).toMatchObject([{ type: 'redacted_thinking', data: 'b3BhcXVl' }, { type: 'text', text: 'Done.' }]);
  await anthropic.messages.create({ ...ask(''), messages: [{ role: 'user', content: 'Hm?' }, { role: 'assistant', content }, { role: 'user', content: 'Hello!' }] });
});

test('an answer goes on behind a prefill', async () => {
  const { content } = await anthropic.messages.create({ ...ask(''), messages: [{ role: 'user', content: 'What is the capital of Spain?' }, { role: 'assistant', content: 'The capital of Spain' }] });
  expect(content).toMatchObject([{ text: ' is Madrid.' }]);
});

test('a marked prefix is written to the cache once, read until it expires, and never counted twice', async () => {
  const system = [{ type: 'text', text: 'You know all the capitals of the world and say them shortly.', cache_control: { type: 'ephemeral' } }] as const;
  const usage = async (question: string) => {
    const found = (await anthropic.messages.create(ask(question, { system: [...system] }))).usage;
    return { input: found.input_tokens, written: found.cache_creation_input_tokens, read: found.cache_read_input_tokens };
  };
  const first = await usage('What is the capital of Peru?');
  expect(first.written).toBeGreaterThan(10);
  expect(first.read).toBe(0);
  const second = await usage('What is the capital of Peru?');
  expect(second).toEqual({ input: first.input, written: 0, read: first.written });
  expect((await usage('What is the capital of Kenya?')).read).toBe(first.written);
  await clock.advance(299_000);
  expect((await usage('Hello!')).read).toBe(first.written);
  await clock.advance(300_001);
  expect(await usage('What is the capital of Peru?')).toEqual(first);
});

test('tokens are counted as a call would count them', async () => {
  const { input_tokens } = await anthropic.messages.countTokens({ model, messages: [{ role: 'user', content: 'What is GGUF?' }] });
  expect(input_tokens).toBe((await anthropic.messages.create(ask('What is GGUF?'))).usage.input_tokens);
});

test('models are listed and looked up', async () => {
  const ids: string[] = [];
  for await (const { id } of anthropic.models.list()) ids.push(id);
  expect(ids).toEqual(['claude-sonnet-5-5', 'claude-haiku-4-5']);
  expect((await anthropic.models.retrieve(model)).display_name).toBe(model);
  await expect(anthropic.models.retrieve('nothing')).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error' } } });
});

const use = { type: 'tool_use', id: 'a', name: 'f', input: {} } as const;
const refusals: readonly (readonly [what: string, change: object, message: string | RegExp])[] = [
  ['no max_tokens', { max_tokens: undefined }, 'max_tokens: Field required'],
  ['no messages', { messages: [] }, 'messages: at least one message is required'],
  ['a system turn', { messages: [{ role: 'system', content: 'x' }] }, /^messages\.0\.role: /],
  ['a number for a text', { messages: [{ role: 'user', content: [{ type: 'text', text: 5 }] }] }, 'messages.0.content.0.text: Input should be a valid string'],
  ['an unknown field', { n: 2 }, 'n: Extra inputs are not permitted'],
  ['too hot', { temperature: 2 }, 'temperature: Input should be less than or equal to 1'],
  ['an empty text', { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }, 'messages: text content blocks must be non-empty'],
  ['a choice without tools', { tool_choice: { type: 'any' } }, 'tool_choice: tool_choice may only be specified while providing tools.'],
  ['a choice of no tool', { tools, tool_choice: { type: 'tool', name: 'other' } }, "Tool 'other' not found in provided tools"],
  ['an open schema', { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } }, /'additionalProperties' must be explicitly set to false/],
  ['thinking beyond max_tokens', { max_tokens: 1024, thinking }, '`max_tokens` must be greater than `thinking.budget_tokens`.'],
  ['thinking and a forced tool', { tools, thinking, tool_choice: { type: 'any' } }, 'Thinking may not be enabled when tool_choice forces tool use.'],
  ['a tool use without result', { messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: [use] }, { role: 'user', content: 'y' }] }, /^messages\.1: `tool_use` ids were found without `tool_result` blocks immediately after: a\./],
  ['a result without tool use', { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'lost' }] }] }, /unexpected `tool_use_id` found in `tool_result` blocks: lost/],
  ['a prefill that ends in a blank', { messages: [{ role: 'user', content: 'x' }, { role: 'assistant', content: 'Well, ' }] }, 'messages: final assistant content cannot end with trailing whitespace'],
];

test.each(refusals)('a request with %s is refused as the API refuses it', async (_, change, message) => {
  const failed = anthropic.messages.create({ ...ask('Hello!'), ...change });
  await expect(failed).rejects.toMatchObject({
    status: 400,
    error: { type: 'error', error: { type: 'invalid_request_error', message: typeof message === 'string' ? message : expect.stringMatching(message) }, request_id: expect.stringMatching(/^req_/) },
  });
});

test('key, version header, model and window are checked', async () => {
  const strict = await anthropicStub({ apiKey: 'right', models: [{ id: 'small', contextTokens: 12 }] });
  try {
    const right = new Anthropic({ apiKey: 'right', baseURL: strict.baseUrl, maxRetries: 0 });
    await expect(new Anthropic({ apiKey: 'wrong', baseURL: strict.baseUrl, maxRetries: 0 }).models.list()).rejects.toMatchObject({ status: 401, error: { error: { type: 'authentication_error' } } });
    await expect(right.messages.create(ask('Hi'))).rejects.toMatchObject({ status: 404 });
    await expect(right.messages.create({ ...ask('one two three four five six seven'), model: 'small' })).rejects.toThrow('prompt is too long: 14 tokens > 12 maximum');
    const bare = await fetch(`${strict.baseUrl}/v1/messages`, { method: 'POST', headers: { 'x-api-key': 'right' }, body: '{}' });
    expect([bare.status, await bare.json()]).toMatchObject([400, { error: { message: 'anthropic-version: header is required' } }]);
    expect((await fetch(`${strict.baseUrl}/v1/messages`, { method: 'POST', body: '{}' })).status).toBe(401);
  } finally {
    await strict.close();
  }
});
