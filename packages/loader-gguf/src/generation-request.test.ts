import { expect, test } from '@jest/globals';
import type { LanguageCall } from '@llmrr/core';
import { generationRequest } from './generation-request.ts';

const convert = (call: Partial<LanguageCall>) => generationRequest({ messages: [{ role: 'user', content: 'Hi.' }], ...call }, { model: 'm', tokens: 100, random: () => 0.5 });

test('a bare call is greedy, unbounded, in parts', () => {
  expect(convert({})).toEqual({
    type: 'generate',
    history: [{ type: 'user', text: 'Hi.' }],
    prefill: '',
    functions: null,
    mustCall: false,
    parallelCalls: true,
    format: 'text',
    sampling: {},
    maxTokens: null,
    stop: [],
    logprobs: null,
    thoughtTokens: null,
    whole: false,
  });
});

test('every sampling setting arrives; a random answer gets a seed, drawn if none was given', () => {
  expect(convert({ temperature: 0.7, topP: 0.9, topK: 5, minP: 0.1, presencePenalty: 1, frequencyPenalty: -1, logitBias: { '7': -100 } }).sampling).toEqual({
    temperature: 0.7,
    topP: 0.9,
    topK: 5,
    minP: 0.1,
    seed: 2 ** 31,
    presencePenalty: 1,
    frequencyPenalty: -1,
    logitBias: [[7, -100]],
  });
  expect(convert({ seed: -1 }).sampling).toEqual({ seed: 2 ** 32 - 1 });
});

test('the choice of tools decides which are offered and whether one must be called', () => {
  const tools = [{ name: 'a', description: 'A' }, { name: 'b', parameters: { type: 'object' } }];
  expect(convert({ tools })).toMatchObject({ functions: { a: { description: 'A' }, b: { params: { type: 'object' } } }, mustCall: false });
  expect(convert({ tools, toolChoice: 'none' }).functions).toBeNull();
  expect(convert({ tools, toolChoice: 'required', parallelToolCalls: false })).toMatchObject({ mustCall: true, parallelCalls: false });
  const named = convert({ tools, toolChoice: { name: 'b' } });
  expect([Object.keys(named.functions ?? {}), named.mustCall]).toEqual([['b'], true]);
});

test('what was sent already goes behind what the assistant said already', () => {
  const call = convert({ messages: [{ role: 'user', content: 'Count.' }, { role: 'assistant', content: '1, ' }], continueFrom: '2, ' });
  expect(call.prefill).toBe('1, 2, ');
});

test('wrong values are refused with the name, the bounds and what was found', () => {
  const refused: [Partial<LanguageCall>, string, string][] = [
    [{ messages: [] }, 'invalid-request', 'm was called without messages'],
    [{ maxTokens: 0 }, 'invalid-request', 'maxTokens must be a whole number from 1, not 0.'],
    [{ temperature: -1 }, 'invalid-request', 'temperature must be a number from 0, not -1.'],
    [{ topP: 2 }, 'invalid-request', 'topP must be a number from 0 to 1, not 2.'],
    [{ seed: 1.5 }, 'invalid-request', 'seed must be a whole number'],
    [{ logitBias: { '100': 1 } }, 'invalid-request', "logitBias['100']: the token must be a whole number from 0 to 99, not 100."],
    [{ logitBias: { hello: 1 } }, 'invalid-request', 'not NaN'],
    [{ tools: [{ name: 'a b' }] }, 'invalid-request', "The tool name 'a b' is empty or holds white space"],
    [{ tools: [{ name: 'a' }, { name: 'a' }] }, 'invalid-request', "Two tools are called 'a'"],
    [{ tools: [{ name: 'a' }], toolChoice: { name: 'b' } }, 'invalid-request', "toolChoice names the tool 'b', and the tools are a."],
    [{ tools: [{ name: 'a' }], responseFormat: { type: 'json' } }, 'unsupported-capability', 'm cannot be held to a JSON format while it may call tools'],
  ];
  for (const [call, code, message] of refused) {
    expect(() => convert(call)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  }
});
