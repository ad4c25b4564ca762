import { expect, test } from '@jest/globals';
import { LlmrrError } from '@llmrr/core';
import { bar, describeError, jsonError, styled, table, usd } from './terminal.ts';

test('a table wraps its last column into what a narrow terminal has left', () => {
  expect(table([['id', 'can'], ['tiny', 'json, tools, prefill, logprobs']], 26)).toBe('id    can\ntiny  json, tools,\n      prefill, logprobs\n');
});

test('a table that is piped on keeps one line a row', () => {
  expect(table([['id', 'can'], ['tiny', 'json, tools, prefill, logprobs']]).split('\n')).toHaveLength(3);
});

test('colours take no room in a table', () => {
  const style = styled({ colour: true });
  const [first, second] = table([[style('red', 'failed'), 'a'], ['ok', 'b']]).split('\n');
  expect(first!.replaceAll(/\u001b\[\d+m/g, '').indexOf('a', 6)).toBe(second!.indexOf('b'));
});

test('without colour no escape is written', () => {
  expect(styled({ colour: false })('red', 'x')).toBe('x');
});

test('money has two digits, zero is $0 and an unknown cost is said to be unknown', () => {
  expect([0, 0.0012345, 12.3, null].map((cost) => usd(cost, 'unknown'))).toEqual(['$0', '$0.0012', '$12', 'unknown']);
});

test('an error says what went wrong, its code and what to do', () => {
  expect(describeError(new LlmrrError('unknown-model', 'unknown model "x"'))).toMatch(/^error: unknown model "x"\n {7}\(unknown-model\) \S/);
  expect(JSON.parse(jsonError(new TypeError('oops')))).toEqual({ error: { code: 'internal', message: 'oops', retryable: false } });
});

test('a bar is full at one and empty at zero, whatever is asked for', () => {
  expect([2, 0, -1].map((share) => bar(share, 3))).toEqual(['███', '░░░', '░░░']);
});
