import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { openAiStub, type VendorStub } from './index.ts';

let stub: VendorStub;
let openai: OpenAI;
beforeAll(async () => {
  stub = await openAiStub();
  openai = new OpenAI({ apiKey: 'any', baseURL: stub.baseUrl, maxRetries: 0 });
});
afterAll(() => stub.close());

const weather = { type: 'function', function: { name: 'getWeather', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }, strict: true } } as const;
const ask = (content: string) => ({ model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content }] });

test('a whole chat completion parses through the official client, several choices included', async () => {
  const completion = await openai.chat.completions.create({ ...ask('What is the capital of France?'), n: 2 });
  expect(completion.choices.map(({ index, message, finish_reason }) => [index, message.content, finish_reason])).toEqual([
    [0, 'The capital of France is Paris.', 'stop'],
    [1, 'The capital of France is Paris.', 'stop'],
  ]);
  expect(completion.usage).toMatchObject({ prompt_tokens: 14, completion_tokens: 14, total_tokens: 28 });
  expect(completion._request_id).toMatch(/^req_/);
});

test("a streamed chat completion adds up to the whole one in the client's own accumulator, with log-probabilities", async () => {
  const params = { ...ask('What is GGUF?'), logprobs: true, top_logprobs: 2 };
  const whole = await openai.chat.completions.create(params);
  const streamed = await openai.chat.completions.stream({ ...params, stream_options: { include_usage: true } }).finalChatCompletion();
  expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
  expect(streamed.choices[0]?.logprobs).toEqual(whole.choices[0]?.logprobs);
  expect(streamed.choices[0]?.logprobs?.content?.map(({ token }) => token).join('')).toBe(whole.choices[0]?.message.content);
  expect(streamed.usage).toEqual(whole.usage);
});

test('usage is in the stream only when it was asked for', async () => {
  const usages: unknown[] = [];
  for await (const chunk of await openai.chat.completions.create({ ...ask('Hello!'), stream: true })) usages.push(chunk.usage);
  expect(usages.every((usage) => usage === undefined)).toBe(true);
});

test("tools run through the client's own tool loop to an answer", async () => {
  const asked: unknown[] = [];
  const runner = openai.chat.completions.runTools({
    ...ask('What is the weather in Oslo?'),
    stream: true,
    tools: [{ type: 'function', function: { ...weather.function, parse: JSON.parse, function: (given: unknown) => (asked.push(given), { sky: 'snowy', temperature: -3 }) } as never }],
  });
  expect(await runner.finalContent()).toBe('The tool says: sky snowy, temperature -3.');
  expect(asked).toEqual([{ city: 'Oslo' }]);
});

test('two tools in one answer have indices and ids of their own in a stream', async () => {
  const { choices } = await openai.chat.completions.stream({ ...ask('What is the weather in Paris and in Rome?'), tools: [weather] }).finalChatCompletion();
  expect(choices[0]?.finish_reason).toBe('tool_calls');
  expect(choices[0]?.message.tool_calls?.map((call) => call.type === 'function' && [call.id, call.function.arguments])).toEqual([
    ['call_0_0', '{"city":"Paris"}'],
    ['call_0_1', '{"city":"Rome"}'],
  ]);
});

test('a strict schema is enforced, and the client parses the answer', async () => {
  const schema = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer' } }, required: ['name', 'age'], additionalProperties: false };
  const { choices } = await openai.chat.completions.parse({ ...ask('Extract as JSON: Ada is 36 years old.'), response_format: { type: 'json_schema', json_schema: { name: 'person', schema, strict: true } } });
  expect(choices[0]?.message.parsed).toEqual({ name: 'Ada', age: 36 });
});

test('given answers come first: refusal, reasoning, broken arguments', async () => {
  stub.answer({ refusal: 'I cannot.' }, { reasoning: 'Hm.', text: 'So.' }, { toolCalls: [{ name: 'getWeather', arguments: '{"city":' }] });
  expect((await openai.chat.completions.stream(ask('a')).finalMessage()).refusal).toBe('I cannot.');
  expect((await openai.chat.completions.create(ask('b'))).choices[0]?.message).toMatchObject({ content: 'So.', reasoning_content: 'Hm.' });
  expect((await openai.chat.completions.create(ask('c'))).choices[0]?.message).toMatchObject({ content: null, tool_calls: [{ function: { arguments: '{"city":' } }] });
});

describe('responses', () => {
  test('whole and streamed answers are the same to the official client', async () => {
    const params = { model: 'gpt-4o-mini', input: 'What is ONNX?', instructions: 'Be short.' };
    const whole = await openai.responses.create(params);
    const streamed = await openai.responses.stream(params).finalResponse();
    expect(whole.output_text).toMatch(/^ONNX is an open format/);
    expect(streamed.output_text).toBe(whole.output_text);
    expect(streamed.usage).toEqual(whole.usage);
    expect(whole.status).toBe('completed');
  });

  test('text comes in deltas, numbered without a gap', async () => {
    const types = new Set<string>();
    const numbers: number[] = [];
    let text = '';
    for await (const event of await openai.responses.create({ model: 'm', input: 'What is 2 plus 3?', stream: true })) {
      types.add(event.type);
      numbers.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    expect(text).toBe('2 plus 3 is 5.');
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect([...types]).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  test('a function call, its output, and reasoning go round', async () => {
    const tools = [{ type: 'function' as const, name: 'getWeather', parameters: weather.function.parameters, strict: true }];
    const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'What is the weather in Oslo?' }];
    const first = await openai.responses.stream({ model: 'm', input, tools, reasoning: { effort: 'low' } }).finalResponse();
    expect(first.output.map(({ type }) => type)).toEqual(['reasoning', 'function_call']);
    const call = first.output.find((item) => item.type === 'function_call');
    expect(JSON.parse(call?.arguments ?? '')).toEqual({ city: 'Oslo' });
    const second = await openai.responses.create({ model: 'm', tools, input: [...input, ...(first.output as OpenAI.Responses.ResponseInputItem[]), { type: 'function_call_output', call_id: call?.call_id ?? '', output: '{"sky":"clear"}' }] });
    expect(second.output_text).toBe('The tool says: sky clear.');
    await expect(openai.responses.create({ model: 'm', input: [{ type: 'function_call_output', call_id: 'lost', output: '' }] })).rejects.toThrow('No tool call found for function call output with call_id lost.');
  });

  test('a cut answer is incomplete, a schema is kept', async () => {
    const cut = await openai.responses.stream({ model: 'm', input: 'Tell me a story.', max_output_tokens: 16 }).finalResponse();
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, usage: { output_tokens: 16 } });
    const schema = { type: 'object', properties: { sum: { type: 'integer' } }, required: ['sum'], additionalProperties: false };
    const { output_parsed } = await openai.responses.parse({ model: 'm', input: 'The sum is 5.', text: { format: { type: 'json_schema', name: 'sum', schema, strict: true } } });
    expect(output_parsed).toEqual({ sum: 5 });
  });
});

test('embeddings are the same as floats and as base64, for texts and for tokens', async () => {
  const create = (params: Partial<OpenAI.EmbeddingCreateParams>) => openai.embeddings.create({ model: 'text-embedding-3-small', input: ['a cat', 'a dog'], ...params });
  const floats = await create({ encoding_format: 'float', dimensions: 12 });
  const decoded = await create({ dimensions: 12 });
  expect(stub.requests.at(-1)?.body).toMatchObject({ encoding_format: 'base64' });
  expect(floats.data.map(({ embedding }) => embedding.length)).toEqual([12, 12]);
  floats.data.forEach(({ embedding }, index) => embedding.forEach((value, at) => expect(decoded.data[index]?.embedding[at]).toBeCloseTo(value, 6)));
  expect((await create({ input: [[1, 2], [3]] })).data).toHaveLength(2);
  expect((await create({ input: [1, 2] })).data).toHaveLength(1);
});

test('models are listed and looked up', async () => {
  const ids: string[] = [];
  for await (const { id } of openai.models.list()) ids.push(id);
  expect(ids).toEqual(['gpt-4o-mini', 'text-embedding-3-small']);
  expect((await openai.models.retrieve('gpt-4o-mini')).owned_by).toBe('llmrr-stub');
  await expect(openai.models.retrieve('nothing')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
});

/** What the API refuses with 400, and the words it uses. */
const refusals: readonly (readonly [what: string, change: Readonly<Record<string, unknown>>, message: string | RegExp, param: string | null])[] = [
  ['no messages', { messages: undefined }, "Missing required parameter: 'messages'.", 'messages'],
  ['an empty list', { messages: [] }, /^Invalid value for 'messages'/, 'messages'],
  ['a number for a text', { messages: [{ role: 'user', content: 5 }] }, "Invalid type for 'messages[0].content': expected a string, but got an integer instead.", 'messages[0].content'],
  ['an unknown role', { messages: [{ role: 'robot', content: '' }] }, /^Invalid value for 'messages\[0\].role'/, 'messages[0].role'],
  ['a part without text', { messages: [{ role: 'user', content: [{ type: 'text' }] }] }, "Missing required parameter: 'messages[0].content[0].text'.", 'messages[0].content[0].text'],
  ['a text for a number', { temperature: 'hot' }, "Invalid type for 'temperature': expected a number, but got a string instead.", 'temperature'],
  ['too hot', { temperature: 3 }, /^Invalid value for 'temperature'/, 'temperature'],
  ['an unknown field', { max_token: 5 }, "Unknown parameter: 'max_token'.", 'max_token'],
  ['five stops', { stop: ['1', '2', '3', '4', '5'] }, /^Invalid value for 'stop'/, 'stop'],
  ['stream options without stream', { stream_options: { include_usage: true } }, "The 'stream_options' parameter is only allowed when 'stream' is enabled.", 'stream_options'],
  ['a choice without tools', { tool_choice: 'auto' }, "'tool_choice' is only allowed when 'tools' are specified.", 'tool_choice'],
  ['a choice of no tool', { tools: [weather], tool_choice: { type: 'function', function: { name: 'other' } } }, "Tool choice 'other' not found in 'tools' parameter.", 'tool_choice'],
  ['an open strict schema', { response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema: { type: 'object', properties: {} } } } }, /'additionalProperties' is required to be supplied and to be false/, 'response_format'],
  ['a strict schema with an optional field', { tools: [{ type: 'function', function: { name: 'f', strict: true, parameters: { type: 'object', properties: { a: {} }, required: [], additionalProperties: false } } }] }, /Missing 'a'/, 'tools'],
  ['json_object without the word', { response_format: { type: 'json_object' } }, /must contain the word 'json'/, 'messages'],
  ['a tool result to no call', { messages: [{ role: 'tool', tool_call_id: 'a', content: '' }] }, /must be a response to a preceeding message with 'tool_calls'/, 'messages.[0].role'],
  ['a tool call without result', { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }] }, { role: 'user', content: 'x' }] }, /did not have response messages: a$/, 'messages.[1].role'],
];

test.each(refusals)('a request with %s is refused as the API refuses it', async (_, change, message, param) => {
  const failed = openai.chat.completions.create({ ...ask('Hello!'), ...change } as OpenAI.ChatCompletionCreateParamsNonStreaming);
  await expect(failed).rejects.toMatchObject({ status: 400, type: 'invalid_request_error', param, error: { message: typeof message === 'string' ? message : expect.stringMatching(message) } });
});

test('keys, models, windows, paths and bodies are checked', async () => {
  const strict = await openAiStub({ apiKey: 'sk-right', models: [{ id: 'small', contextTokens: 20 }] });
  try {
    const right = new OpenAI({ apiKey: 'sk-right', baseURL: strict.baseUrl, maxRetries: 0 });
    const wrong = new OpenAI({ apiKey: 'sk-wrong', baseURL: strict.baseUrl, maxRetries: 0 });
    await expect(wrong.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key', message: '401 Incorrect API key provided: sk-***ng.' });
    await expect(right.chat.completions.create(ask('Hi'))).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    await expect(right.chat.completions.create({ ...ask('one two three four five six seven eight nine ten eleven twelve thirteen fourteen'), model: 'small' })).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
    await expect(right.chat.completions.create({ ...ask('Hi'), model: 'small', max_tokens: 15 })).rejects.toThrow('maximum context length is 20 tokens. However, you requested 23 tokens');
    expect((await right.chat.completions.create({ ...ask('Hi'), model: 'small' })).choices).toHaveLength(1);
    const headers = { authorization: 'Bearer sk-right' };
    expect((await fetch(`${strict.baseUrl}/nothing`, { headers })).status).toBe(404);
    const broken = await fetch(`${strict.baseUrl}/chat/completions`, { method: 'POST', headers, body: '{' });
    expect([broken.status, await broken.json()]).toMatchObject([400, { error: { type: 'invalid_request_error', param: null, code: null } }]);
  } finally {
    await strict.close();
  }
});
