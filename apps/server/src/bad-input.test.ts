import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import fc from 'fast-check';
import { closeGateways, gateway, get, hello, post } from './gateway.test.fixture.ts';
import { jsonFault } from './json-fault.ts';
import { errorSchema } from './openai-schemas.ts';

afterEach(closeGateways);

const chat = '/v1/chat/completions';

test('malformed JSON is 400 with its position, and the process goes on', async () => {
  const { url } = await gateway({ turns: { one: () => 'still here' } });
  const { status, body, headers } = await post(url + chat, '{"model": "one",\n "messages": [}');
  expect(status).toBe(400);
  expect(errorSchema.parse(body).error).toEqual({
    message: 'body: not JSON at position 31 (line 2, column 15): expected a value, found "}"',
    type: 'invalid_request_error',
    param: null,
    code: 'invalid-request',
  });
  expect(headers.get('x-llmrr-request-id')).toMatch(/^llmrr-/);
  expect((await post(url + chat, { model: 'one', messages: hello })).body.choices[0].message.content).toBe('still here');
});

test.each([
  ['{"a":1,}', 7, 'expected a name in double quotes, found "}"'],
  ["{'a':1}", 1, 'expected a name in double quotes, found "\'"'],
  ['{"a" 1}', 5, 'expected ":", found "1"'],
  ['[1 2]', 3, 'expected "," or "]", found "2"'],
  ['{"a":"b', 7, 'expected the closing quote, found the end'],
  ['{"a":"\\x"}', 6, 'a wrong escape in a string'],
  ['{"a":"\n"}', 6, 'a control character in a string; escape it'],
  ['{"a":01}', 6, 'expected "," or "}", found "1"'],
  ['{"a":-}', 5, 'expected a number, found "-"'],
  ['{"a":tru}', 5, 'expected a value, found "t"'],
  ['{} {}', 3, 'expected the end, found "{"'],
  ['{"a":[1,2', 9, 'expected "," or "]", found the end'],
])('%j is wrong at %i: %s', (text, position, problem) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(jsonFault(text)).toMatchObject({ position, problem });
});

test('whatever JSON.parse refuses has a place within the text', () => {
  const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '"a"', '1', '-', '0', '.5', 'e3', 'true', 'null', ' ', '\n', '\\', '\\u00', 'x'), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, (list) => {
      const text = list.join('');
      try {
        JSON.parse(text);
      } catch {
        const { position, problem } = jsonFault(text);
        expect(problem).not.toBe('not JSON');
        expect(position).toBeLessThanOrEqual(text.length);
        return;
      }
      expect(jsonFault(text).problem).toBe('not JSON');
    }),
    { numRuns: 2_000 },
  );
});

test('wrong types are 400 naming the path', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' } });
  const wrong: [object, string, RegExp][] = [
    [{ messages: [{ role: 'user', content: 5 }] }, 'messages[0].content', /expected string or array/],
    [{ messages: 'hello' }, 'messages', /expected array/],
    [{ messages: [] }, 'messages', /1 item/],
    [{ messages: [{ role: 'king', content: 'x' }] }, 'messages[0].role', /./],
    [{ messages: hello, temperature: 'warm' }, 'temperature', /expected number, received string/],
    [{ messages: hello, temperature: 3 }, 'temperature', /<=2/],
    [{ messages: hello, max_tokens: 0 }, 'max_tokens', />0/],
    [{ messages: hello, stream: 'yes' }, 'stream', /expected boolean/],
    [{ messages: hello, n: 17 }, 'n', /<=16/],
    [{ messages: hello, tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name', /./],
    [{ messages: hello, tool_choice: 'maybe' }, 'tool_choice', /./],
    [{ messages: hello, response_format: { type: 'xml' } }, 'response_format.type', /./],
    [{ messages: hello, top_logprobs: 3 }, 'top_logprobs', /needs logprobs/],
    [{ messages: hello, functions: [{ name: 'f' }] }, 'functions', /tools/],
    [{ messages: hello, llmrr: { strategie: 'x' } }, 'llmrr', /strategie/],
    [{ messages: hello, llmrr: { constraints: { maxCostUsd: -1 } } }, 'llmrr.constraints.maxCostUsd', />=0/],
  ];
  for (const [body, path, problem] of wrong) {
    const answer = await post(url + chat, { model: 'one', ...body });
    const { error } = errorSchema.parse(answer.body);
    expect([answer.status, error.param, error.type]).toEqual([400, path, 'invalid_request_error']);
    expect(error.message).toContain(path);
    expect(error.message).toMatch(problem);
  }
  for (const body of ['null', '"text"', '[]', '5']) expect((await post(url + chat, body)).status).toBe(400);
});

test('an unknown model is 404 with the nearest names, an unknown strategy 400 with all of them', async () => {
  const { url } = await gateway({ turns: { 'gpt-4o-mini': () => 'ok' } });
  const unknown = await post(url + chat, { model: 'gpt-4o-mni', messages: hello });
  expect(unknown.status).toBe(404);
  expect(errorSchema.parse(unknown.body).error).toMatchObject({ code: 'model_not_found', param: 'model', message: expect.stringContaining('gpt-4o-mini') });
  const strategy = await post(url + chat, { model: 'auto:best', messages: hello });
  expect([strategy.status, strategy.body.error.code]).toEqual([400, 'unknown-strategy']);
  expect(strategy.body.error.message).toContain('quality-first');
});

test('a body beyond the limit is 413, nested too deep 400, another type 415, not UTF-8 400, nothing 400', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' }, bodyLimitBytes: 20_000 });
  const large = await post(url + chat, { model: 'one', messages: [{ role: 'user', content: 'x'.repeat(30_000) }] });
  expect([large.status, large.body.error.code]).toEqual([413, 'payload-too-large']);
  const deep = await post(url + chat, `{"model":"one","messages":${'['.repeat(65)}${']'.repeat(65)}}`);
  expect([deep.status, deep.body.error.message]).toEqual([400, 'body: nested deeper than 64 levels']);
  const notDeep = await post(url + chat, `{"model":"one","messages":[{"role":"user","content":"${'['.repeat(1000)}"}]}`);
  expect(notDeep.status).toBe(200);
  const type = await post(url + chat, 'hello', { headers: { 'content-type': 'text/plain' } });
  expect([type.status, type.body.error.code]).toEqual([415, 'unsupported-media-type']);
  const bytes = await fetch(url + chat, { method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.from([0x7b, 0xff, 0x7d]) });
  expect(bytes.status).toBe(400);
  const empty = await post(url + chat, '');
  expect([empty.status, empty.body.error.message]).toEqual([400, 'body: expected JSON, found nothing']);
});

test('an unknown route is 404 that names /docs, a wrong method 405 with those allowed', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' } });
  const unknown = await get(`${url}/v1/chat`);
  expect([unknown.status, errorSchema.parse(unknown.body).error.message]).toEqual([404, 'there is no route GET /v1/chat; GET /docs lists those that there are']);
  const method = await get(url + chat);
  expect([method.status, method.headers.get('allow'), method.body.error.code]).toEqual([405, 'POST', 'method-not-allowed']);
  const models = await post(`${url}/v1/models/one`, {});
  expect([models.status, models.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

test('upstream failures keep their status, and Retry-After is at most a minute', async () => {
  const failures: Record<string, LlmrrError> = {
    limited: new LlmrrError('rate-limited', 'slow down', { retryAfterMs: 2_100 }),
    patient: new LlmrrError('rate-limited', 'come back tomorrow', { retryAfterMs: 86_400_000 }),
    broke: new LlmrrError('quota-exhausted', 'no credit'),
    long: new LlmrrError('context-overflow', 'the prompt has 9000 tokens, the window 8192'),
    down: new LlmrrError('unavailable', 'refused'),
    slow: new LlmrrError('timeout', 'no first part within 10 ms'),
  };
  const { url } = await gateway({ turns: Object.fromEntries(Object.entries(failures).map(([name, error]) => [name, () => [{ throw: error }]])) });
  const seen: Record<string, unknown> = {};
  for (const name of Object.keys(failures)) {
    const { status, headers, body } = await post(url + chat, { model: name, messages: hello, llmrr: { fallback: false } });
    seen[name] = [status, headers.get('retry-after'), errorSchema.parse(body).error.type, body.error.code];
  }
  expect(seen).toEqual({
    limited: [429, '3', 'rate_limit_error', 'rate_limit_exceeded'],
    patient: [429, '60', 'rate_limit_error', 'rate_limit_exceeded'],
    broke: [429, null, 'insufficient_quota', 'insufficient_quota'],
    long: [400, null, 'invalid_request_error', 'context_length_exceeded'],
    down: [503, '1', 'server_error', 'unavailable'],
    slow: [504, null, 'server_error', 'timeout'],
  });
});

test('a fault inside tells the client nothing but the request, and the log everything', async () => {
  const { url, logged } = await gateway({ turns: { one: () => [{ throw: new TypeError('cannot read /srv/.secrets of undefined') }] } });
  const { status, text, headers } = await post(url + chat, { model: 'one', messages: hello });
  expect(status).toBe(500);
  expect(text).not.toMatch(/secrets|undefined|at /);
  expect(logged).toMatchObject([{ level: 'error', requestId: headers.get('x-llmrr-request-id') }]);
  expect(String((logged[0]!.error as Error).message)).toContain('/srv/.secrets');
});

test('broken HTTP and bodies that never come to their end harm nobody', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' } });
  const { port } = new URL(url);
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
      let received = '';
      socket.on('data', (chunk) => (received += chunk)).on('error', () => resolve(received)).on('close', () => resolve(received));
    });
  expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
  expect(await raw(`POST ${chat} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"mod`)).not.toMatch(/^HTTP\/1.1 (?:200|500)/);
  await new Promise<void>((resolve) => {
    const dropped = httpRequest(url + chat, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': 50 } });
    dropped.on('error', () => resolve()).write('{');
    dropped.destroy();
  });
  expect((await post(url + chat, { model: 'one', messages: hello })).status).toBe(200);
});

test('no body makes the gateway answer 500 or fall over', async () => {
  const { url } = await gateway({ turns: { one: () => 'ok' } });
  const fields = ['model', 'models', 'messages', 'stream', 'n', 'temperature', 'tools', 'tool_choice', 'response_format', 'stop', 'llmrr', 'logprobs', 'logit_bias', 'stream_options', 'prompt', 'input', '__proto__', 'constructor'];
  const body = fc.dictionary(fc.constantFrom(...fields), fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(hello), fc.constant('one')), { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(chat, '/v1/completions', '/v1/embeddings', '/complete', '/api/generate', '/v1/route/explain'), async (value, path) => {
      const { status } = await post(url + path, value);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
  expect((await post(url + chat, { model: 'one', messages: hello })).status).toBe(200);
});

test('a path that is no text is 400 in the shape of every other error', async () => {
  const { url } = await gateway({ turns: { one: () => 'x' } });
  const response = await get(`${url}/v1/models/%ff`);
  expect(response.status).toBe(400);
  expect(errorSchema.parse(response.body).error).toMatchObject({ type: 'invalid_request_error', message: expect.stringContaining('/v1/models/%ff') });
});
