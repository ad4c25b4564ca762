import { request as httpRequest } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { closeGateways, gateway, get, hello, post, type GatewayTestOptions } from './gateway.test.fixture.ts';
import { server } from './server.ts';
import { settingsOf } from './server-options.ts';

afterEach(closeGateways);

const chat = '/v1/chat/completions';
const one = (options: GatewayTestOptions = {}) => gateway({ turns: { one: () => 'ok' }, ...options });
const body = { model: 'one', messages: hello };

/** `fetch` does not let a test say who it is. */
function status(url: string, headers: Record<string, string>, method = 'GET'): Promise<{ readonly status: number; readonly headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers }));
    })
      .on('error', reject)
      .end();
  });
}

test('on loopback without keys nobody needs one', async () => {
  const { url } = await one();
  expect((await post(url + chat, body)).status).toBe(200);
});

test('with keys every route that costs something wants one, in either header; health and reference do not', async () => {
  const { url } = await one({ keys: ['key-of-the-first', 'key-of-the-second'] });
  for (const [method, path] of [['POST', chat], ['POST', '/v1/completions'], ['POST', '/v1/embeddings'], ['GET', '/v1/models'], ['GET', '/v1/models/one'], ['POST', '/v1/route/explain'], ['POST', '/complete'], ['POST', '/api/generate'], ['GET', '/stream-query?question=a'], ['GET', '/api/status']] as const) {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'key-of-the-first' }, { 'x-api-key': 'key-of' }, { authorization: 'Bearer' }] as Record<string, string>[]) {
      const refused = await fetch(url + path, { method, headers: { ...headers, ...(method === 'POST' && { 'content-type': 'application/json' }) }, ...(method === 'POST' && { body: '{' }) });
      expect([path, refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([path, 401, 'invalid_api_key']);
    }
  }
  expect((await post(url + chat, body, { headers: { authorization: 'Bearer key-of-the-second' } })).status).toBe(200);
  expect((await post(url + chat, body, { headers: { 'x-api-key': 'key-of-the-first' } })).status).toBe(200);
  for (const path of ['/', '/docs', '/openapi.json', '/health', '/ready']) expect([path, (await get(url + path)).status]).toEqual([path, 200]);
  expect((await get(`${url}/health`)).body.models).toBe(1);
  expect((await get(`${url}/health`, { authorization: 'Bearer key-of-the-first' })).body.models).toMatchObject([{ id: 'one', usable: true }]);
});

test('an address that others can reach is refused without keys, unless anonymous use is allowed', async () => {
  const { router } = await one();
  for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org']) {
    expect(() => server({ router, host })).toThrow(/server.keys is empty; set a key, bind to 127.0.0.1/);
    expect(settingsOf({ router, host, keys: ['k'] }, false).host).toBe(host);
    expect(settingsOf({ router, host, allowAnonymous: true }, false).host).toBe(host);
  }
  for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '::1']) expect(settingsOf({ router, host }, false).host).toBe(host);
});

test('a foreign Host header is refused: a page that rebinds its name to this machine learns nothing', async () => {
  const { url } = await one({ allowedHosts: ['llm.internal'] });
  const { port } = new URL(url);
  for (const host of ['localhost', `localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'app.localhost', 'LLM.internal']) expect([host, (await status(`${url}/v1/models`, { host })).status]).toEqual([host, 200]);
  for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.evil.example', 'evil-localhost']) {
    for (const path of ['/v1/models', '/', '/health']) expect([host, (await status(url + path, { host })).status]).toEqual([host, 403]);
  }
});

test('pages of other origins may not call, those in corsOrigins may and see our headers', async () => {
  const { url } = await one({ corsOrigins: ['https://app.example'] });
  const { host } = new URL(url);
  expect((await post(url + chat, body, { headers: { origin: `http://${host}` } })).status).toBe(200);
  for (const origin of ['https://evil.example', 'null', 'http://localhost:1', `https://${host}.evil.example`]) expect([origin, (await post(url + chat, body, { headers: { origin } })).status]).toEqual([origin, 403]);

  const preflight = await status(url + chat, { origin: 'https://app.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' }, 'OPTIONS');
  expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://app.example', 'access-control-allow-headers': 'authorization,content-type', vary: 'origin' } });
  for (const stream of [false, true]) {
    const allowed = await post(url + chat, { ...body, stream }, { headers: { origin: 'https://app.example' } });
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, 'https://app.example']);
    expect(allowed.headers.get('access-control-expose-headers')).toContain('x-llmrr-model');
  }
  expect((await status(url + chat, { origin: 'https://evil.example', 'access-control-request-method': 'POST' }, 'OPTIONS')).status).toBe(403);
});

test('a picture or link on a foreign page cannot spend anything; a link to the page itself is welcome', async () => {
  const { url } = await one();
  expect((await status(`${url}/stream-query?question=a`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
  expect((await status(`${url}/stream-query?question=a`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(403);
  expect((await status(`${url}/`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  expect((await status(`${url}/stream-query?question=a`, { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});

test('the page and the reference run nothing from elsewhere and in no frame', async () => {
  const { url } = await one();
  for (const path of ['/', '/docs']) {
    const { headers, text } = await get(url + path);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(text).not.toMatch(/<script(?![^>]*src=)|style=|onclick=/);
    expect((await fetch(url + path, { headers: { 'if-none-match': headers.get('etag')! } })).status).toBe(304);
  }
});
