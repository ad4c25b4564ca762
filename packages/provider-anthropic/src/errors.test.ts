import { expect, test } from '@jest/globals';
import type { ErrorCode } from '@llmrr/core';

import { responseError } from './errors.ts';
import { fixture, hello, jsonFixture, opened, partsOf, replay, thrown, type Reply } from './replay.test.transport.ts';

const said = (type: string, message: string, details?: object): object => ({ type: 'error', error: { type, message, ...(details && { details }) }, request_id: 'req_011' });

async function failure(reply: Reply): Promise<unknown> {
  return thrown(partsOf(await opened('claude-sonnet-4-5', replay(reply)), hello));
}

test.each<[number, object, ErrorCode, boolean]>([
  [400, said('invalid_request_error', 'messages.0: field required'), 'invalid-request', false],
  [400, said('invalid_request_error', 'Your credit balance is too low to access the API.'), 'quota-exhausted', false],
  [400, said('invalid_request_error', 'You have reached your specified API usage limits.'), 'quota-exhausted', false],
  [400, said('invalid_request_error', 'Output blocked by content filtering policy'), 'content-policy', false],
  [400, said('invalid_request_error', 'This model does not support assistant message prefill.'), 'unsupported-capability', false],
  [400, said('invalid_request_error', '`temperature` is deprecated for this model.'), 'unsupported-capability', false],
  [400, said('invalid_request_error', 'This organization has been disabled.'), 'provider-auth', false],
  [401, said('authentication_error', 'invalid x-api-key'), 'provider-auth', false],
  [402, said('billing_error', 'Check your payment details.'), 'quota-exhausted', false],
  [403, said('permission_error', 'Your key may not use this model.'), 'provider-auth', false],
  [404, said('not_found_error', 'model: claude-nope'), 'unknown-model', false],
  [413, said('request_too_large', 'Request exceeds the maximum size'), 'payload-too-large', false],
  [429, said('rate_limit_error', 'Too many input tokens per minute'), 'rate-limited', true],
  [429, said('rate_limit_error', 'Spend limit', { error_code: 'enforced_spend_limit_reached' }), 'quota-exhausted', false],
  [409, said('conflict_error', 'Try again'), 'unavailable', true],
  [500, said('api_error', 'Internal server error'), 'unavailable', true],
  [504, said('timeout_error', 'Request timed out'), 'timeout', true],
  [529, said('overloaded_error', 'Overloaded'), 'overloaded', true],
  [418, said('constructor', 'A teapot'), 'invalid-request', false],
])('%i %j is %s', async (status, body, code, retryable) => {
  const { error } = body as { error: { type: string; message: string } };
  expect(await failure({ status, body })).toMatchObject({
    code,
    retryable,
    message: expect.stringContaining(`anthropic:claude-sonnet-4-5: anthropic answered ${status} ${error.type}: ${error.message}`),
    details: { provider: 'anthropic', status, type: error.type, upstreamRequestId: 'req_011' },
  });
});

test('a prompt that is too long says by how much', async () => {
  expect(await failure({ status: 400, body: said('invalid_request_error', 'prompt is too long: 209353 tokens > 199999 maximum') })).toMatchObject({
    code: 'context-overflow',
    details: { promptTokens: 209_353, contextTokens: 199_999 },
  });
  const exceeds = said('invalid_request_error', 'input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length or `max_tokens` and try again');
  expect(await failure({ status: 400, body: exceeds })).toMatchObject({ code: 'context-overflow', details: { promptTokens: 178_959, maxTokens: 64_000, contextTokens: 200_000 } });
});

test('how long to wait and whether to try again is taken from the headers', async () => {
  const headers = { 'content-type': 'application/json', 'retry-after': '12', 'request-id': 'req_head' };
  expect(await failure({ status: 429, headers, body: said('rate_limit_error', 'Slow down') })).toMatchObject({ retryAfterMs: 12_000, details: { upstreamRequestId: 'req_head' } });
  expect(await failure({ status: 500, headers: { 'x-should-retry': 'false' }, body: said('api_error', 'Broken') })).toMatchObject({ code: 'unavailable', retryable: false });
  const date = responseError(
    { status: 429, headers: { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }, bytes: Buffer.from(JSON.stringify(said('rate_limit_error', 'Slow down'))) },
    Date.parse('2026-11-21T10:00:00Z'),
    { about: 'x', provider: 'anthropic', apiKey: undefined },
  );
  expect(date.retryAfterMs).toBe(30_000);
});

test('an answer that is not the API says to check baseUrl', async () => {
  const headers = { 'content-type': 'text/html' };
  expect(await failure({ status: 404, headers, body: '<html>nginx</html>' })).toMatchObject({ code: 'bad-gateway', message: expect.stringContaining('404 text/html; check that baseUrl') });
  expect(await failure({ status: 502, headers, body: '<html>nginx</html>' })).toMatchObject({ code: 'unavailable' });
  expect(await failure({ status: 302, headers: { location: 'https://login.example/' }, body: '' })).toMatchObject({ code: 'bad-gateway' });
  expect(await failure({ headers, body: '<html>Log in</html>' })).toMatchObject({ code: 'bad-gateway' });
  expect(await failure({ headers: { 'content-type': 'application/json' }, body: '{"object":"chat.completion"}' })).toMatchObject({ code: 'bad-gateway', message: expect.stringContaining('no message') });
  expect(await failure({ body: said('overloaded_error', 'Overloaded'), status: 200 })).toMatchObject({ code: 'overloaded' });
});

test('a rejected key is named by its variable, and no key is ever repeated', async () => {
  const error = await failure({ status: 401, body: said('authentication_error', 'invalid x-api-key sk-ant-test-key, was it sk-ant-api03-other_one?') });
  expect(error).toMatchObject({ code: 'provider-auth', message: expect.stringContaining('check ANTHROPIC_API_KEY') });
  expect(JSON.stringify({ ...(error as object), message: (error as Error).message, stack: (error as Error).stack })).not.toMatch(/sk-ant-/);
});

test('a limit that was ours and does not fit behind the prompt is lowered to what fits, once', async () => {
  const overflow = { status: 400, body: said('invalid_request_error', 'input length and `max_tokens` exceed context limit: 190000 + 64000 > 200000, decrease input length') };
  const transport = replay(overflow, { body: fixture('text.sse') });
  const model = await opened('claude-sonnet-4-20250514', transport, { cardOf: () => ({ maxOutputTokens: 64_000 }) });
  const parts = await partsOf(model, { messages: hello.messages });
  expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
  expect(transport.requests.map(({ json }) => json['max_tokens'])).toEqual([64_000, 10_000]);

  const twice = replay(overflow, overflow);
  expect(await thrown(partsOf(await opened('claude-sonnet-4-20250514', twice, { cardOf: () => ({ maxOutputTokens: 64_000 }) }), { messages: hello.messages }))).toMatchObject({ code: 'context-overflow' });
  expect(twice.requests).toHaveLength(2);

  const asked = replay(overflow, { body: jsonFixture('text.json') });
  expect(await thrown(partsOf(await opened('claude-sonnet-4-20250514', asked), { ...hello, maxTokens: 64_000 }))).toMatchObject({ code: 'context-overflow' });
  expect(asked.requests).toHaveLength(1);
});
