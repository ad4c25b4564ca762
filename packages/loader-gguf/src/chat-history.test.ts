import { expect, test } from '@jest/globals';
import type { Message } from '@llmrr/core';
import { chatHistory } from './chat-history.ts';

test('roles and texts become the engine\'s history', () => {
  expect(
    chatHistory([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'Hello, ' }, { type: 'text', text: 'you.' }] },
      { role: 'assistant', content: 'Hi.' },
      { role: 'user', content: 'Bye.' },
    ]),
  ).toEqual({
    history: [
      { type: 'system', text: 'Be brief.' },
      { type: 'user', text: 'Hello, you.' },
      { type: 'model', response: ['Hi.'] },
      { type: 'user', text: 'Bye.' },
    ],
    prefill: '',
  });
});

test('calls get their results, by id and in any order, and what the model said around them stays where it was', () => {
  const messages: Message[] = [
    { role: 'user', content: 'Weather in Paris and Rome?' },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Two calls.' },
        { type: 'text', text: 'Let me look.' },
        { type: 'tool-call', id: 'a', name: 'weather', arguments: '{"city":"Paris"}' },
        { type: 'tool-call', id: 'b', name: 'weather', arguments: 'not json' },
      ],
    },
    { role: 'tool', content: [{ type: 'tool-result', id: 'b', content: 'rain' }] },
    { role: 'tool', content: [{ type: 'tool-result', id: 'a', content: [{ type: 'text', text: '{"sky":"clear"}' }], isError: true }] },
  ];
  expect(chatHistory(messages)).toEqual({
    history: [
      { type: 'user', text: 'Weather in Paris and Rome?' },
      {
        type: 'model',
        response: [
          { type: 'segment', segmentType: 'thought', text: 'Two calls.', ended: true },
          'Let me look.',
          { type: 'functionCall', name: 'weather', params: { city: 'Paris' }, result: { error: { sky: 'clear' } }, startsNewChunk: true },
          { type: 'functionCall', name: 'weather', params: 'not json', result: 'rain', startsNewChunk: false },
        ],
      },
    ],
    prefill: '',
  });
});

test('what an assistant\'s last message already says is the beginning of the answer', () => {
  expect(chatHistory([{ role: 'user', content: 'Count.' }, { role: 'assistant', content: '1, 2,' }])).toEqual({
    history: [{ type: 'user', text: 'Count.' }, { type: 'model', response: [] }],
    prefill: '1, 2,',
  });
});

test('calls without results, results without calls, and what is no text are refused by name', () => {
  const call: Message = { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'weather', arguments: '{}' }] };
  expect(() => chatHistory([call])).toThrow("The call 'a' of the tool 'weather' has no result");
  expect(() => chatHistory([{ role: 'tool', content: [{ type: 'tool-result', id: 'z', content: '' }] }])).toThrow("answers the call 'z', but no assistant message");
  expect(() => chatHistory([{ role: 'tool', content: 'rain' }])).toThrow("role 'tool' holds text");
  expect(() => chatHistory([{ role: 'user', content: [{ type: 'image', url: 'https://example.com/a.png' }] }])).toThrow(expect.objectContaining({ code: 'unsupported-capability' }));
});
