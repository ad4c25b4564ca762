import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { deeperThan, parseJson, requestJson } from './json.ts';
import { httpServer, type Loopback } from './loopback.test.server.ts';
import { transport } from './transport.ts';

let server: Loopback;
const http = transport();

beforeAll(async () => {
  server = await httpServer((request, response) => {
    if (request.url === '/html') return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Login</title>');
    if (request.url === '/error') return response.writeHead(500, { 'content-type': 'text/plain' }).end('oops');
    if (request.url === '/deep') return response.end('['.repeat(200_000) + ']'.repeat(200_000));
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (text) => (body += text));
    request.on('end', () => response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'], encoding: request.headers['accept-encoding'], body })));
  });
});

afterAll(async () => {
  await http.close();
  await server.close();
});

test('posts JSON without asking for compression, and reads JSON', async () => {
  expect((await requestJson(http, { url: server.url, json: { a: 'é' } })).body).toEqual({
    method: 'POST',
    type: 'application/json',
    encoding: 'identity',
    body: '{"a":"é"}',
  });
});

test('HTML with status 200 is a bad gateway that shows what came', async () => {
  await expect(requestJson(http, { url: `${server.url}/html` })).rejects.toMatchObject({
    code: 'bad-gateway',
    message: expect.stringMatching(/text\/html beginning with "<!doctype html>.*baseUrl/),
  });
});

test('JSON nested 200,000 deep is a bad gateway', async () => {
  await expect(requestJson(http, { url: `${server.url}/deep` })).rejects.toMatchObject({ code: 'bad-gateway' });
});

test('an error status keeps its body for the caller to map', async () => {
  const { status, body, bytes } = await requestJson(http, { url: `${server.url}/error` });
  expect([status, body, bytes.toString()]).toEqual([500, undefined, 'oops']);
});

test('depth counts brackets outside strings only', () => {
  const depth = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(6), (value, limit) => {
      const text = JSON.stringify(value) + ' '.repeat(limit);
      expect(deeperThan(text, limit)).toBe(depth(value) > limit);
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});
