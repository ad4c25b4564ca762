import { expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import fc from 'fast-check';

import { bodyError, redact, statusError, type Asked } from './api-error.ts';

const asked: Asked = { provider: 'openai', model: 'gpt-4o', secrets: ['sk-live-abcdefghijkl'], keyVariable: 'OPENAI_API_KEY', nowWallMs: () => Date.parse('Wed, 21 Oct 2026 07:28:00 GMT') };

function from(status: number, body: unknown, headers: Record<string, string> = {}): LlmrrError {
  return statusError(status, headers, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), asked);
}

const said = (message: string, more: object = {}) => ({ error: { message, type: 'invalid_request_error', param: null, code: null, ...more } });

test.each([
  [400, said("This model's maximum context length is 128000 tokens.", { code: 'context_length_exceeded' }), 'context-overflow', false],
  [400, said('the request exceeds the available context size, try increasing it', { type: 'exceed_context_size_error' }), 'context-overflow', false],
  [400, said('Your request was rejected as a result of our safety system.', { code: 'content_policy_violation' }), 'content-policy', false],
  [400, { error: { message: 'filtered', code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } } }, 'content-policy', false],
  [400, said('Unknown parameter: foo', { param: 'foo' }), 'invalid-request', false],
  [400, [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } }], 'provider-auth', false],
  [422, { detail: [{ loc: ['body', 'messages'], msg: 'field required', type: 'value_error.missing' }] }, 'invalid-request', false],
  [401, said('Incorrect API key provided: sk-live-abcdefghijkl.'), 'provider-auth', false],
  [403, said('Country not supported'), 'provider-auth', false],
  [403, { error: { code: 403, message: 'Input was flagged', metadata: { reasons: ['violence'] } } }, 'content-policy', false],
  [402, { error: { message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' } }, 'quota-exhausted', false],
  [404, said('The model `gpt-9` does not exist', { code: 'model_not_found' }), 'unknown-model', false],
  [404, '<html><h1>404 Not Found</h1></html>', 'bad-gateway', true],
  [408, '', 'unavailable', true],
  [409, said('Conflict'), 'unavailable', true],
  [413, { error: { message: 'Request too large', type: 'tokens', code: 'rate_limit_exceeded' } }, 'context-overflow', false],
  [429, said('You exceeded your current quota, please check your plan and billing details.', { code: 'insufficient_quota' }), 'quota-exhausted', false],
  [429, said('Rate limit reached for gpt-4o', { code: 'rate_limit_exceeded' }), 'rate-limited', true],
  [500, said('The server had an error'), 'unavailable', true],
  [502, '<html>Bad gateway</html>', 'unavailable', true],
  [503, said('overloaded'), 'overloaded', true],
  [504, '', 'unavailable', true],
  [529, '', 'overloaded', true],
  [418, '', 'invalid-request', false],
])('%d %j is %s', (status, body, code, retryable) => {
  expect(from(status, body)).toMatchObject({ code, retryable, details: { provider: 'openai', model: 'gpt-4o', status } });
});

test('a 429 says how long to wait, in seconds, milliseconds or as a date', () => {
  expect(from(429, '', { 'retry-after': '20' }).retryAfterMs).toBe(20_000);
  expect(from(429, '', { 'retry-after-ms': '250' }).retryAfterMs).toBe(250);
  expect(from(503, '', { 'retry-after': 'Wed, 21 Oct 2026 07:28:10 GMT' }).retryAfterMs).toBe(10_000);
  expect(from(429, '', { 'retry-after': 'NaN' }).retryAfterMs).toBeUndefined();
});

test('x-should-retry overrides what the status says', () => {
  expect(from(500, '', { 'x-should-retry': 'false' }).retryable).toBe(false);
  expect(from(400, said('transient'), { 'x-should-retry': 'true' }).retryable).toBe(true);
});

test('the message names vendor, status, model and what was said; the details name request, field and code', () => {
  const error = from(400, said('Unknown parameter: foo', { param: 'foo', code: 'unknown_parameter' }), { 'x-request-id': 'req_1' });
  expect(error.message).toBe('openai answered 400 for gpt-4o: Unknown parameter: foo');
  expect(error.details).toEqual({ provider: 'openai', model: 'gpt-4o', status: 400, type: 'invalid_request_error', code: 'unknown_parameter', param: 'foo', requestId: 'req_1' });
  expect(from(401, said('no')).message).toContain('OPENAI_API_KEY');
});

test('no key, ours or another that looks like one, is in an error', () => {
  const error = from(401, said('Incorrect API key provided: sk-live-abcdefghijkl. Try Bearer gsk_ABCDEFGHIJKL or sk-proj-1234567890'));
  expect(JSON.stringify(error)).not.toMatch(/abcdefghijkl|ABCDEFGHIJKL|1234567890/);
  expect(redact('key s3cretkey! used', 's3cretkey!')).toBe('key [key] used');
});

test('any body of any status is an LlmrrError with a message and without the key', () => {
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.string(), fc.jsonValue().map((value) => JSON.stringify({ error: value })), fc.json()), (status, body) => {
      const error = from(status, `${body}`);
      expect(LlmrrError.is(error) && error.message.length > 0).toBe(true);
      expect(LlmrrError.is(bodyError(body, asked))).toBe(true);
    }),
  );
});

test('no secret of ours is in an error, whichever header carried it', () => {
  expect(redact('bad Bearer abcdefgh and CANARYHDR, key k-1234567', 'CANARYHDR', 'k-1234567')).toBe('bad Bearer [key] and [key], key [key]');
});
