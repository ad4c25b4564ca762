import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorCodes, type ErrorCode } from '../error-codes.ts';
import { LlmrrError } from '../error.ts';
import { openAiError } from './openai-error.ts';
import { withoutSecrets } from './secrets.ts';

test('every code has a type that OpenAI’s clients know and a code that they can look up', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    const error = new LlmrrError(code, 'what happened');
    const told = openAiError(error).error;
    expect(told.type).toMatch(/^(?:invalid_request_error|authentication_error|permission_error|rate_limit_error|insufficient_quota|server_error)$/);
    expect(told.type === 'server_error').toBe(error.status >= 500);
    expect(told.code).toBeTruthy();
    expect(told.message === 'what happened').toBe(code !== 'internal');
  }
});

test('the path at fault is the param', () => {
  expect(openAiError(new LlmrrError('invalid-request', 'x', { details: { param: 'messages[0].content' } })).error.param).toBe('messages[0].content');
  expect(openAiError(new LlmrrError('unknown-model', 'x')).error).toMatchObject({ param: 'model', code: 'model_not_found' });
  expect(openAiError(new LlmrrError('timeout', 'x', { details: { param: 5 } })).error.param).toBeNull();
});

const secrets = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcXYZ0189'), minLength: 20, maxLength: 48 }).map((body) => `sk-${body}`),
  fc.string({ unit: fc.constantFrom(...'abcXYZ0189'), minLength: 20, maxLength: 48 }).map((body) => `sk-proj-${body}`),
  fc.string({ unit: fc.constantFrom(...'abcXYZ0189'), minLength: 20, maxLength: 48 }).map((body) => `gsk_${body}`),
  fc.string({ unit: fc.constantFrom(...'abcXYZ0189'), minLength: 35, maxLength: 35 }).map((body) => `AIza${body}`),
);

test('no key of a known kind survives in a message, wherever it stands', () => {
  fc.assert(
    fc.property(secrets, fc.constantFrom('', 'Incorrect API key provided: ', 'key="', 'x=', '('), fc.constantFrom('', '.', '"', ')', ' is wrong'), (secret, before, behind) => {
      expect(withoutSecrets(before + secret + behind)).not.toContain(secret.slice(4, 16));
    }),
  );
});

test.each([
  ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer [secret]'],
  ['postgres://user:hunter2@db.example/x failed', 'postgres://user:[secret]@db.example/x failed'],
  ['GET https://api.example/v1?key=abc123&x=1', 'GET https://api.example/v1?key=[secret]&x=1'],
  ['the task-force asked a key question', 'the task-force asked a key question'],
  ['connect ECONNREFUSED http://localhost:3000/@scope', 'connect ECONNREFUSED http://localhost:3000/@scope'],
])('%s', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});
