import { afterEach, expect, test } from '@jest/globals';
import { transport, type Transport } from '@llmrr/http';
import { openai } from '@llmrr/provider-openai';
import { openAiStub, type OpenAiStubOptions, type VendorStub } from '@llmrr/testing';
import OpenAI from 'openai';
import { closeGateways, eventsOf, gateway, hello, post } from './gateway.test.fixture.ts';
import { chatChunkSchema, chatCompletionSchema, errorSchema } from './openai-schemas.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await closeGateways();
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function relayed(options: OpenAiStubOptions = {}): Promise<{ url: string; stub: VendorStub }> {
  const stub = await openAiStub(options);
  const wire: Transport = transport();
  opened.push(stub, wire);
  const { url } = await gateway({
    turns: { local: () => ['local ', 'answer'] },
    providers: [openai({ baseUrl: stub.baseUrl, apiKey: 'k', name: 'openai', transport: wire })],
    config: { models: [{ id: 'remote', source: 'openai:gpt-4o-mini', priority: 1 }, { id: 'local', source: 'test:local', priority: 2 }] },
  });
  return { url, stub };
}
const chat = '/v1/chat/completions';
const direct = async (stub: VendorStub, body: object) =>
  (await fetch(`${stub.baseUrl}/chat/completions`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer k' }, body: JSON.stringify(body) })).text();
/** What changes from one answer to the next. */
const timeless = (text: string) => text.replace(/"id":"[^"]*"/g, '"id":""').replace(/"created":\d+/g, '"created":0');

test('a whole answer of the same dialect goes through byte for byte', async () => {
  const { url, stub } = await relayed();
  const ask = { model: 'gpt-4o-mini', messages: hello };
  const { text, headers } = await post(url + chat, { ...ask, model: 'remote' });
  expect(timeless(text)).toBe(timeless(await direct(stub, ask)));
  expect([headers.get('x-llmrr-model'), headers.get('x-llmrr-attempts')]).toEqual(['remote', '1']);
});

test('a stream of the same dialect goes through byte for byte, with usage only for who asked', async () => {
  const { url, stub } = await relayed();
  const ask = { model: 'gpt-4o-mini', messages: hello, stream: true };
  const withUsage = { ...ask, stream_options: { include_usage: true } };
  expect(timeless((await post(url + chat, { ...withUsage, model: 'remote' })).text)).toBe(timeless(await direct(stub, withUsage)));
  const without = eventsOf((await post(url + chat, { ...ask, model: 'remote' })).text);
  expect(without.at(-1)).toBe('[DONE]');
  expect(without.filter((event) => event.usage)).toEqual([]);
  expect(without.slice(0, -1).map(({ choices }) => choices)).toEqual(eventsOf(await direct(stub, ask)).slice(0, -1).map(({ choices }) => choices));
});

test('asked for the decision, the same answer is encoded anew with it', async () => {
  const { url } = await relayed();
  const whole = await post(url + chat, { model: 'remote', messages: hello, llmrr: { decision: true } });
  expect(chatCompletionSchema.parse(whole.body)).toMatchObject({ model: 'gpt-4o-mini', llmrr: { decision: { model: 'remote' } } });
  const events = eventsOf((await post(url + chat, { model: 'remote', messages: hello, stream: true, llmrr: { decision: true } })).text).slice(0, -1);
  for (const event of events) chatChunkSchema.parse(event);
  const { choices } = whole.body;
  expect(events.flatMap((event) => event.choices).map(({ delta }) => delta.content ?? '').join('')).toBe(choices[0].message.content);
});

test.each([['refused', { kind: 'reset' }], ['500', 500], ['cut before its first word', { kind: 'cut', afterEvents: 0 }]] as const)('an upstream that is %s is replaced by the local model, and the answer says so', async (_how, fault) => {
  const { url, stub } = await relayed();
  for (const stream of [false, true]) {
    stub.fail(fault);
    const { text, headers } = await post(url + chat, { model: 'auto', messages: hello, stream });
    expect([headers.get('x-llmrr-model'), headers.get('x-llmrr-fallback')]).toEqual(['local', 'true']);
    expect(text).toContain('local ');
  }
});

test('a stream that the upstream cuts ends with an error and is never presented as complete', async () => {
  const { url, stub } = await relayed();
  for (const fault of [{ kind: 'cut', afterEvents: 3 }, { kind: 'truncate', afterEvents: 3 }, { kind: 'error-event', afterEvents: 3 }] as const) {
    stub.fail(fault);
    const { text } = await post(url + chat, { model: 'remote', messages: hello, stream: true });
    expect(text).not.toContain('[DONE]');
    errorSchema.parse(eventsOf(text).at(-1));
    expect(eventsOf(text).length).toBeGreaterThan(1);
  }
});

test('fields that the gateway does not know reach an upstream of the same dialect', async () => {
  const { url, stub } = await relayed();
  await post(url + chat, { model: 'remote', messages: hello, service_tier: 'flex', metadata: { a: 'b' } });
  expect(stub.requests.at(-1)!.body).toMatchObject({ model: 'gpt-4o-mini', service_tier: 'flex', metadata: { a: 'b' } });
  expect(stub.requests.at(-1)!.body).not.toHaveProperty('llmrr');
});

test('tools go there and back, streamed, through the official client', async () => {
  const { url, stub } = await relayed();
  const toolCalls = [{ name: 'weather', arguments: '{"city":"Paris"}' }];
  stub.answer({ toolCalls }, { text: 'It is sunny.' });
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'none', maxRetries: 0 });
  const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }];
  const first = await client.chat.completions.stream({ model: 'remote', messages: [{ role: 'user', content: 'weather in Paris?' }], tools }).finalMessage();
  expect(first.tool_calls![0]).toMatchObject({ type: 'function', function: toolCalls[0]! });
  const second = await client.chat.completions.create({
    model: 'remote',
    messages: [{ role: 'user', content: 'weather in Paris?' }, first, { role: 'tool', tool_call_id: first.tool_calls![0]!.id, content: 'sunny' }],
    tools,
  });
  expect(second.choices[0]!.message.content).toBe('It is sunny.');
});

test('a client that leaves ends the upstream’s answer', async () => {
  const { url, stub } = await relayed({ faults: [{ kind: 'hang', afterEvents: 2 }] });
  const client = new AbortController();
  const response = await fetch(url + chat, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'remote', messages: hello, stream: true }), signal: client.signal });
  await response.body!.getReader().read();
  client.abort();
  while (!stub.requests[0]!.aborted) await new Promise((resolve) => setImmediate(resolve));
});
