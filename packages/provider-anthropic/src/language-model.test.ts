import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, test } from '@jest/globals';
import { generate, type StreamPart } from '@llmrr/core';
import { transport, type Transport } from '@llmrr/http';
import { anthropicStub, languageModelContract, type Faults, type VendorStub } from '@llmrr/testing';

import { anthropic } from './anthropic.ts';
import { fixture, hello, partsOf, thrown } from './replay.test.transport.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function network(): Transport {
  const opened = transport();
  endings.push(() => opened.close());
  return opened;
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server: Server = createServer((request, response) => void request.resume().on('end', () => answer(request, response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stubbed(): Promise<VendorStub> {
  const stub = await anthropicStub({ contextTokens: 4_096 });
  endings.push(() => stub.close());
  return stub;
}

const model = (baseUrl: string, name: string, http: Transport) =>
  anthropic({ apiKey: 'sk-ant-test-key', baseUrl, transport: http }).languageModel({ uri: `anthropic:${name}`, scheme: 'anthropic', rest: name });

for (const [name, capabilities] of [
  ['claude-haiku-4-5', ['tools', 'tool-choice', 'json', 'json-schema', 'prefill']],
  ['claude-sonnet-5-5', ['tools', 'tool-choice', 'json', 'json-schema']],
] as const) {
  describe(`the language model contract on ${name}, against a stub of the API [S0-030]`, () => {
    const open = async () => model((await stubbed()).baseUrl, name, network());
    for (const { name: promise, run } of languageModelContract({ open, capabilities, contextTokens: 4_096 })) test(promise, run);
  });
}

describe('an abort closes the socket of the upstream', () => {
  test.each([
    ['before the headers', (_: ServerResponse) => undefined],
    ['before the first text', (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(fixture('text.sse').subarray(0, 380))],
    ['in the midst of the text', (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(fixture('text.sse').subarray(0, 700))],
  ])('%s', async (_when, answer) => {
    const controller = new AbortController();
    const closed = deferred();
    const url = await serve((request, response) => {
      request.socket.once('close', () => closed.resolve());
      answer(response);
      setImmediate(() => controller.abort());
    });
    const error = await thrown(partsOf(await model(url, 'claude-sonnet-5-5', network()), { ...hello, signal: controller.signal }));
    expect(error).toMatchObject({ code: 'aborted' });
    await closed.promise;
  });
});

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('a reader that leaves closes the socket too, and one connection serves answers that were read', async () => {
  const sockets = new Set<unknown>();
  const left = deferred();
  const url = await serve((request, response) => {
    sockets.add(request.socket);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (sockets.size === 1) return void response.end(fixture('text.sse'));
    request.socket.once('close', () => left.resolve());
    response.write(fixture('text.sse').subarray(0, 700));
  });
  const claude = await model(url, 'claude-sonnet-5-5', network());
  await partsOf(claude, hello);
  await partsOf(claude, hello);
  expect(sockets.size).toBe(1);
  sockets.add('from here on they hang');
  for await (const part of claude.stream(hello)) if (part.type === 'text') break;
  await left.promise;
});

test('parts come while the answer is still being written', async () => {
  const bytes = fixture('text.sse');
  let rest = (): void => undefined;
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(bytes.subarray(0, 700));
    rest = () => response.end(bytes.subarray(700));
  });
  const texts: string[] = [];
  for await (const part of (await model(url, 'claude-sonnet-5-5', network())).stream(hello)) {
    if (part.type !== 'text') continue;
    texts.push(part.text);
    rest();
  }
  expect(texts.join('')).toBe('Grüße aus Köln, 東京 und 🚀.');
});

test('faults of the upstream have their codes, before and behind the first text', async () => {
  const stub = await stubbed();
  const claude = await model(stub.baseUrl, 'claude-sonnet-5-5', network());
  const call = { ...hello, messages: [{ role: 'user', content: 'Tell me a story about a robot.' }] } as const;
  const failing = async (...faults: Faults): Promise<unknown> => {
    stub.fail(...faults);
    return thrown(partsOf(claude, call));
  };
  expect(await failing({ kind: 'status', status: 429, retryAfter: 3 })).toMatchObject({ code: 'rate-limited', retryAfterMs: 3_000 });
  expect(await failing(529)).toMatchObject({ code: 'overloaded' });
  expect(await failing({ kind: 'reset' })).toMatchObject({ code: 'unavailable' });
  expect(await failing({ kind: 'html' })).toMatchObject({ code: 'bad-gateway' });
  for (const afterEvents of [0, 1, 2, 3, 5]) {
    expect(await failing({ kind: 'cut', afterEvents })).toMatchObject({ code: 'stream-cut' });
    expect(await failing({ kind: 'truncate', afterEvents })).toMatchObject({ code: 'stream-cut' });
    expect(await failing({ kind: 'error-event', afterEvents, status: 529 })).toMatchObject({ code: 'overloaded' });
  }
  expect((await generate(claude, call)).finishReason).toBe('stop');
});

test('thinking, a tool and its result go through three turns of an API that checks signatures', async () => {
  const stub = await stubbed();
  const claude = await model(stub.baseUrl, 'claude-haiku-4-5', network());
  const question = { role: 'user', content: 'What is the weather in Paris?' } as const;
  const call = { messages: [question], maxTokens: 2_048, reasoning: { effort: 'medium' }, tools: [{ name: 'getWeather', description: 'Get the weather in a city', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }] } as const;
  const first = await generate(claude, { ...call, delivery: 'parts' });
  expect(first.content.map(({ type }) => type)).toEqual(['reasoning', 'tool-call']);
  const [tool] = first.toolCalls;
  const messages = [question, { role: 'assistant', content: first.content }, { role: 'tool', content: [{ type: 'tool-result', id: tool!.id, content: '{"sky": "sunny", "temperature": 21}' }] }] as const;
  const second = await generate(claude, { ...call, messages });
  expect(second.text).toMatch(/sunny/);
  const third: StreamPart[] = await partsOf(claude, { ...call, messages: [...messages, { role: 'assistant', content: second.content }, { role: 'user', content: 'What is the capital of France?' }] });
  expect(third.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
});
