import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { LanguageModel, StreamPart } from '@llmrr/core';
import { closeGateways, eventsOf, gateway, get, hello, post } from './gateway.test.fixture.ts';

afterEach(closeGateways);

const chat = '/v1/chat/completions';

function ask(body: object): { method: string; headers: Record<string, string>; body: string } {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ messages: hello, ...body }) };
}

/** Resolves once the model has got its next call. */
async function called(calls: readonly unknown[], count = 1): Promise<void> {
  while (calls.length < count) await new Promise((resolve) => setImmediate(resolve));
}

test.each([
  ['before the first token of a stream', { stream: true }, [{ hang: true }], false],
  ['in the middle of a stream', { stream: true }, ['begun', { hang: true }], true],
  ['of a whole answer', { stream: false }, ['begun', { hang: true }], false],
] as const)('a client that leaves %s ends the call upstream [S0-103]', async (_when, body, turn, streams) => {
  const { url, models } = await gateway({ turns: { one: () => [...turn], two: () => 'never asked' } });
  const client = new AbortController();
  const response = fetch(url + chat, { ...ask({ model: 'auto', ...body }), signal: client.signal });
  const { calls, openStreams } = models['one']!;
  await called(calls);
  if (streams) await (await response).body!.getReader().read();
  const aborted = new Promise((resolve) => calls[0]!.signal!.addEventListener('abort', resolve, { once: true }));
  client.abort();
  await Promise.all([aborted, response.catch(() => undefined)]);
  while (openStreams() > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(models['two']!.calls).toHaveLength(0);
  expect((await get(`${url}/api/status`)).body.running).toBe(0);
});

test('a client that does not read is not written ahead of: memory stays bounded and the model waits [S0-103]', async () => {
  const text = 'x'.repeat(1_000);
  const total = 30_000;
  let made = 0;
  const endless = (model: LanguageModel): LanguageModel => ({
    ...model,
    async *stream() {
      yield { type: 'start', model: 'one' } as const;
      while (made < total) {
        made++;
        yield { type: 'text', index: 0, text } satisfies StreamPart;
      }
      yield { type: 'finish', reason: 'stop' } as const;
    },
  });
  const { url } = await gateway({ turns: { one: () => 'replaced' }, around: endless });
  const socket = await reader(url, { model: 'one', stream: true });
  socket.pause();
  // The model is done with as soon as nobody asks for more: its count then stands still.
  let before = -1;
  for (let still = 0; still < 20; await new Promise((resolve) => setTimeout(resolve, 10))) {
    still = made === before ? still + 1 : 0;
    before = made;
  }
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(total / 2);
  socket.resume();
  const received = await new Promise<number>((resolve) => {
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      if (chunk.includes('[DONE]')) resolve(bytes);
    });
  });
  expect(made).toBe(total);
  expect(received).toBeGreaterThan(total * 500);
  socket.destroy();
}, 30_000);

test('a client that has stopped reading for too long is cut off', async () => {
  const endless = (model: LanguageModel): LanguageModel => ({
    ...model,
    async *stream() {
      yield { type: 'start', model: 'one' } as const;
      for (;;) yield { type: 'text', index: 0, text: 'x'.repeat(10_000) } satisfies StreamPart;
    },
  });
  const { url } = await gateway({ turns: { one: () => 'replaced' }, around: endless, stalledClientMs: 50 });
  const socket = await reader(url, { model: 'one', stream: true });
  socket.pause();
  for (let running = 1; running > 0; ) running = (await get(`${url}/api/status`)).body.running;
  socket.destroy();
});

test('what a model says within one tick goes out as one write', async () => {
  const { url } = await gateway({ turns: { one: () => Array.from({ length: 50 }, (_, index) => `word${index} `) } });
  const socket = await reader(url, { model: 'one', stream: true });
  let text = '';
  await new Promise<void>((resolve) => socket.on('data', (chunk) => {
    text += String(chunk);
    if (text.includes('[DONE]')) resolve();
  }));
  socket.destroy();
  expect(eventsOf(text.replace(/\r\n[0-9a-f]*\r\n/g, '')).length).toBeGreaterThan(20);
  const sizes = [...text.matchAll(/^([0-9a-f]+)\r$/gm)].map(([, size]) => Number.parseInt(size!, 16)).filter((size) => size > 0);
  expect(sizes.length).toBeLessThan(10);
});

test('close lets running answers finish, takes no new ones, and then closes the router', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const gate = await gateway({
    turns: { one: () => ['replaced'] },
    around: (model) => ({
      ...model,
      async *stream() {
        yield { type: 'start', model: 'one' } as const;
        yield { type: 'text', index: 0, text: 'first ' } as const;
        await held;
        yield { type: 'text', index: 0, text: 'second' } as const;
        yield { type: 'finish', reason: 'stop' } as const;
      },
    }),
  });
  const response = await fetch(gate.url + chat, ask({ model: 'one', stream: true }));
  const keptAlive = await reader(gate.url, undefined);
  const closing = gate.close();
  await expect(fetch(`${gate.url}/ready`)).rejects.toThrow();
  keptAlive.destroy();
  release();
  const text = await response.text();
  expect(text).toContain('second');
  expect(text).toContain('[DONE]');
  await closing;
  await expect(gate.router.dispatch({ messages: [] }).next()).rejects.toMatchObject({ code: 'not-initialized' });
});

test('an answer that takes longer than the grace period ends with an error, not as if it were complete', async () => {
  const gate = await gateway({ turns: { one: () => ['begun', { hang: true }] }, graceMs: 30 });
  const stream = await fetch(gate.url + chat, ask({ model: 'one', stream: true }));
  const whole = post(gate.url + chat, { model: 'one', messages: hello });
  await called(gate.models['one']!.calls, 2);
  await gate.close();
  const events = eventsOf(await stream.text());
  expect(events.at(-1)).toMatchObject({ error: { code: 'unavailable', message: expect.stringContaining('shutting down') } });
  expect((await whole).status).toBe(503);
});

test('a taken port is named', async () => {
  const { url, router } = await gateway({ turns: { one: () => 'ok' } });
  const { server } = await import('./server.ts');
  const second = server({ router, port: Number(new URL(url).port) });
  await expect(second.listen()).rejects.toThrow(/port \d+ of 127.0.0.1 is taken/);
  await second.fastify.close();
});

/** A socket that has sent its request, or nothing yet. */
function reader(url: string, body: object | undefined): Promise<Socket> {
  const { port } = new URL(url);
  const json = body && JSON.stringify({ messages: hello, ...body });
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      if (json) socket.write(`POST ${chat} HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
      resolve(socket);
    });
    socket.on('error', reject);
  });
}
