import { getEventListeners, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';

import { afterEach, expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';

import { closed, httpServer, listen, rawServer, type Loopback } from './loopback.test.server.ts';
import { transport, type Transport, type TransportOptions } from './transport.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function served<Server extends Loopback>(server: Server): Server {
  cleanups.push(() => server.close());
  return server;
}

function opened(options: TransportOptions = {}): Transport {
  const http = transport(options);
  cleanups.push(() => http.close());
  return http;
}

async function failure(promise: Promise<unknown>): Promise<LlmrrError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!LlmrrError.is(error)) throw new Error(`expected an LlmrrError, found ${String(error)}`);
  return error;
}

test('sends method, headers and body and gives status, lower-cased headers and the whole body', async () => {
  const server = served(
    await httpServer((request, response) => {
      request.setEncoding('utf8').on('data', (body) => {
        response.writeHead(201, { 'X-Seen': `${request.method} ${request.url} ${request.headers.authorization} ${body}` });
        response.end('done');
      });
    }),
  );
  const response = await opened().request({
    url: `${server.url}/a?b=c`,
    method: 'POST',
    headers: { authorization: 'Bearer k' },
    body: 'é',
  });
  expect(response.status).toBe(201);
  expect(response.headers['x-seen']).toBe('POST /a?b=c Bearer k é');
  expect((await response.bytes()).toString()).toBe('done');
});

test('constructing does no I/O, and after close a request is refused', async () => {
  const http = transport();
  expect(await failure(Promise.all([http.close(), http.request({ url: 'http://127.0.0.1:1/' })]))).toMatchObject({ code: 'not-initialized' });
});

test('a refused connection is unavailable within 100 ms', async () => {
  const before = performance.now();
  const error = await failure(opened().request({ url: 'http://127.0.0.1:1/v1' }));
  expect(error).toMatchObject({ code: 'unavailable', retryable: true, details: { phase: 'connect', host: '127.0.0.1:1', code: 'ECONNREFUSED' } });
  expect(error).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  expect(performance.now() - before).toBeLessThan(100);
});

test('an unknown host name is unavailable', async () => {
  const http = opened({
    lookup: (hostname, _options, callback) => callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' }), '', 4),
  });
  expect(await failure(http.request({ url: 'http://models.invalid/' }))).toMatchObject({ code: 'unavailable', details: { phase: 'connect', code: 'ENOTFOUND' } });
});

test('a certificate that nobody vouches for is refused, and accepted once its authority is given', async () => {
  const pem = (name: string): string => readFileSync(new URL(`../fixtures/self-signed.${name}.pem`, import.meta.url), 'utf8');
  const server = served(
    await listen(
      createTlsServer({ key: pem('key'), cert: pem('cert') }, (_request, response) => response.end('secret')),
      'https',
    ),
  );
  expect(await failure(opened().request({ url: server.url }))).toMatchObject({ code: 'unavailable', details: { phase: 'connect' } });
  const response = await opened({ ca: pem('cert') }).request({ url: server.url });
  expect((await response.bytes()).toString()).toBe('secret');
});

test('a handshake that hangs ends at the connect limit', async () => {
  const server = served(await rawServer(() => undefined));
  const before = performance.now();
  const error = await failure(opened({ connectTimeoutMs: 60 }).request({ url: server.url.replace('http', 'https') }));
  expect(error).toMatchObject({ code: 'timeout', details: { phase: 'connect', limitMs: 60 } });
  expect(performance.now() - before).toBeLessThan(500);
});

test('headers that do not come end at the headers limit, and the socket is closed', async () => {
  const server = served(await rawServer(() => undefined));
  const error = await failure(opened().request({ url: server.url, headersTimeoutMs: 50 }));
  expect(error).toMatchObject({ code: 'timeout', retryable: true, details: { phase: 'headers' } });
  await closed(server.sockets[0]!);
});

test('a body that stalls ends at the idle limit', async () => {
  const server = served(await httpServer((_request, response) => void response.write('begin')));
  const response = await opened().request({ url: server.url, idleTimeoutMs: 50 });
  expect(await failure(response.bytes())).toMatchObject({ code: 'timeout', details: { phase: 'body' } });
});

test('a connection closed before the answer is unavailable in phase headers', async () => {
  const server = served(await rawServer((socket) => socket.end()));
  expect(await failure(opened().request({ url: server.url }))).toMatchObject({ code: 'unavailable', details: { phase: 'headers' } });
});

test.each([
  ['content-length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort'],
  ['chunked', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n'],
])('a body that ends early is an error (%s)', async (_kind, answer) => {
  const server = served(await rawServer((socket) => socket.end(answer)));
  const response = await opened().request({ url: server.url });
  expect(await failure(response.bytes())).toMatchObject({ code: 'unavailable', details: { phase: 'body' } });
});

test('a reset in the middle of a stream is thrown behind the chunks that came', async () => {
  const server = served(
    await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort\r\n', () => setImmediate(() => socket.resetAndDestroy()));
    }),
  );
  const response = await opened().request({ url: server.url });
  const seen: string[] = [];
  const error = await failure(
    (async () => {
      for await (const chunk of response.chunks) seen.push(Buffer.from(chunk).toString());
    })(),
  );
  expect(seen.join('')).toBe('short');
  expect(error).toMatchObject({ code: 'unavailable', details: { phase: 'body' } });
});

test('what is not HTTP is a bad gateway', async () => {
  const server = served(await rawServer((socket) => socket.end('220 smtp.example ESMTP\r\n')));
  expect(await failure(opened().request({ url: server.url }))).toMatchObject({ code: 'bad-gateway', details: { phase: 'headers' } });
});

test('a body larger than the cap is cut off while it streams', async () => {
  let written = 0;
  const server = served(
    await httpServer((_request, response) => {
      const zeros = Buffer.alloc(64 * 1024);
      const pump = (): void => {
        while (!response.destroyed && written < 1024 ** 3) {
          written += zeros.length;
          if (!response.write(zeros)) return void response.once('drain', pump);
        }
      };
      pump();
    }),
  );
  const response = await opened({ maxResponseBytes: 1_000_000 }).request({ url: server.url });
  expect(await failure(response.bytes())).toMatchObject({ code: 'bad-gateway', details: { limitBytes: 1_000_000 } });
  await closed(server.sockets[0]!);
  expect(written).toBeLessThan(64 * 1024 ** 2);
});

test('a redirect is given as it is, not followed', async () => {
  const server = served(await httpServer((_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()));
  expect((await opened().request({ url: server.url })).status).toBe(302);
});

test('one that nobody reads is held back at the sender, and comes whole when somebody does [S0-103]', async () => {
  const total = 128 * 1024 ** 2;
  let written = 0;
  const server = served(
    await httpServer((_request, out) => {
      const block = Buffer.alloc(64 * 1024);
      const pump = (): void => {
        while (written < total) {
          written += block.length;
          if (!out.write(block)) return void out.once('drain', pump);
        }
        out.end();
      };
      pump();
    }),
  );
  const answer = await opened({ maxResponseBytes: 2 * total }).request({ url: server.url });
  for (let still = 0, before = -1; still < 100; before = written) {
    await new Promise((resolve) => setImmediate(resolve));
    still = written === before ? still + 1 : 0;
  }
  // The rest lies in the buffers of the kernel.
  expect(written).toBeLessThan(total / 4);
  let read = 0;
  for await (const chunk of answer.chunks) read += chunk.length;
  expect(read).toBe(total);
});

test('abort while connecting rejects at once', async () => {
  const server = served(await rawServer(() => undefined));
  const abort = new AbortController();
  const pending = failure(opened().request({ url: server.url.replace('http', 'https'), signal: abort.signal }));
  abort.abort();
  expect(await pending).toMatchObject({ code: 'aborted', details: { phase: 'connect' } });
});

test('abort while waiting for headers closes the socket and leaves no listener [S0-103]', async () => {
  const server = served(await rawServer((socket) => socket.emit('asked')));
  const abort = new AbortController();
  const pending = failure(opened().request({ url: server.url, signal: abort.signal }));
  while (server.sockets.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await once(server.sockets[0]!, 'asked');
  abort.abort();
  expect(await pending).toMatchObject({ code: 'aborted', details: { phase: 'headers' } });
  await closed(server.sockets[0]!);
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
});

test('abort in the body closes the socket, whether collected or iterated', async () => {
  const server = served(await httpServer((_request, response) => void response.write('begin')));
  for (const read of ['bytes', 'chunks'] as const) {
    const abort = new AbortController();
    const response = await opened().request({ url: server.url, signal: abort.signal });
    const iterator = response.chunks[Symbol.asyncIterator]();
    if (read === 'chunks') await iterator.next();
    const pending = failure(read === 'bytes' ? response.bytes() : iterator.next());
    abort.abort();
    expect(await pending).toMatchObject({ code: 'aborted', details: { phase: 'body' } });
    await closed(server.sockets.at(-1)!);
  }
});

test('a signal that is aborted already sends nothing, and its reason is kept if it is one of ours', async () => {
  const reason = new LlmrrError('timeout', 'attempt took longer than 10 ms');
  expect(await failure(opened().request({ url: 'http://127.0.0.1:1', signal: AbortSignal.abort(reason) }))).toBe(reason);
});

test('a finished request leaves no listener on its signal', async () => {
  const server = served(await httpServer((_request, response) => response.end('x')));
  const { signal } = new AbortController();
  const http = opened();
  for (let count = 0; count < 20; count++) await (await http.request({ url: server.url, signal })).bytes();
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('leaving the loop early closes the socket', async () => {
  const server = served(await httpServer((_request, response) => void response.write('begin')));
  const response = await opened().request({ url: server.url });
  for await (const chunk of response.chunks) {
    expect(Buffer.from(chunk).toString()).toBe('begin');
    break;
  }
  await closed(server.sockets[0]!);
});

test('a released body that ends keeps its connection', async () => {
  const server = served(
    await httpServer((_request, response) => {
      response.write('content');
      setImmediate(() => response.end('trailing'));
    }),
  );
  const http = opened();
  for (let count = 0; count < 3; count++) {
    const response = await http.request({ url: server.url });
    await response.chunks[Symbol.asyncIterator]().next();
    response.release();
    while (server.sockets[0]!.bytesWritten === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(server.sockets).toHaveLength(1);
});

test('a released body that goes on and on is cut off', async () => {
  const server = served(
    await httpServer((_request, response) => {
      const pump = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16 * 1024)));
        if (!response.destroyed) response.once('drain', pump);
      };
      pump();
    }),
  );
  (await opened().request({ url: server.url })).release();
  await closed(server.sockets[0]!);
});

test('twenty requests one after another use one socket [S3-009]', async () => {
  const server = served(await httpServer((_request, response) => response.end('x')));
  const http = opened({ connections: 2, overflow: 3 });
  for (let count = 0; count < 20; count++) await (await http.request({ url: server.url })).bytes();
  expect(server.sockets).toHaveLength(1);
});

test('requests at once never use more than connections + overflow sockets, and all are served [S3-009]', async () => {
  let active = 0;
  let peak = 0;
  const server = served(
    await httpServer((_request, response) => {
      peak = Math.max(peak, ++active);
      setTimeout(() => {
        active--;
        response.end('x');
      }, 5);
    }),
  );
  const http = opened({ connections: 2, overflow: 3 });
  const answers = await Promise.all(Array.from({ length: 40 }, async () => (await http.request({ url: server.url })).bytes()));
  expect(answers.map(String)).toEqual(Array.from({ length: 40 }, () => 'x'));
  expect(peak).toBe(5);
  expect(server.sockets).toHaveLength(5);
});

test('close ends what is under way and every socket', async () => {
  const server = served(await httpServer((_request, response) => void response.write('begin')));
  const http = transport();
  const response = await http.request({ url: server.url });
  const pending = failure(response.bytes());
  await http.close();
  expect(await pending).toMatchObject({ code: 'aborted' });
  await closed(server.sockets[0]!);
});

test('with publicOnly a private target is refused as literal, after lookup, and by redirecting names', async () => {
  const server = served(await httpServer((_request, response) => response.end('inner')));
  for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost']) {
    const error = await failure(opened({ publicOnly: true }).request({ url: `http://${host}:${server.port}/` }));
    expect(error).toMatchObject({ code: 'forbidden' });
  }
  const rebound = opened({ publicOnly: true, lookup: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]) });
  expect(await failure(rebound.request({ url: `http://rebind.example:${server.port}/` }))).toMatchObject({ code: 'forbidden' });
  expect(server.sockets).toHaveLength(0);
});

test.each(['ftp://example.com/', '/v1/chat', 'http://'])('%s is not a URL to send to', async (url) => {
  expect(await failure(opened().request({ url }))).toMatchObject({ code: 'invalid-request' });
});

test('a header with a line break is refused before anything is sent', async () => {
  const server = served(await httpServer((_request, response) => response.end()));
  const error = await failure(opened().request({ url: server.url, headers: { authorization: 'Bearer a\r\nx: y' } }));
  expect(error.code).toBe('invalid-request');
  expect(server.sockets).toHaveLength(0);
});
