import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import { expect, test } from '@jest/globals';
import { LlmrrError, type LanguageCall, type Message } from '@llmrr/core';
import fc from 'fast-check';

import { modelCard } from './model-card.ts';
import { modelTraits } from './model-traits.ts';
import { toWire, type WireRequest } from './to-wire.ts';
import type { WireBody } from './wire-request.ts';

const user = (content: Message['content']): Message => ({ role: 'user', content });
const assistant = (content: Message['content']): Message => ({ role: 'assistant', content });
const system = (content: Message['content']): Message => ({ role: 'system', content });

function wire(call: Partial<LanguageCall>, name = 'claude-sonnet-4-5', maxOutputTokens?: number): WireRequest {
  const card = modelCard({ id: `anthropic:${name}`, provider: 'anthropic', name, settings: maxOutputTokens === undefined ? {} : { maxOutputTokens } });
  return toWire({ messages: [user('Hi')], ...call }, { card, traits: modelTraits(name) });
}
const body = (call: Partial<LanguageCall>, name?: string, maxOutputTokens?: number): WireBody => wire(call, name, maxOutputTokens).body;

function refused(call: Partial<LanguageCall>, name?: string): { code: string; message: string } {
  try {
    wire(call, name);
  } catch (error) {
    if (LlmrrError.is(error)) return error;
  }
  throw new Error('nothing was refused');
}

test('what we send is what the SDK would send', () => {
  // The assignment is the test: the compiler holds our body against the SDK's parameters.
  const params: MessageCreateParamsStreaming = {
    ...body({
      messages: [system('Be kind.'), user([{ type: 'text', text: 'Hi', cache: { ttl: '1h' } }]), assistant('Hello'), user('Go on')],
      tools: [{ name: 'look', parameters: { type: 'object', properties: {} } }],
      toolChoice: 'required',
      stop: ['END'],
      user: 'user-7',
    }),
    stream: true,
  };
  expect(params).toEqual({
    model: 'claude-sonnet-4-5',
    max_tokens: 4096,
    stream: true,
    system: [{ type: 'text', text: 'Be kind.' }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral', ttl: '1h' } }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
      { role: 'user', content: [{ type: 'text', text: 'Go on' }] },
    ],
    tools: [{ name: 'look', input_schema: { type: 'object', properties: {} } }],
    tool_choice: { type: 'any' },
    stop_sequences: ['END'],
    metadata: { user_id: 'user-7' },
  });
});

test('neighbours of one role become one message, and the results of parallel calls stand together at its front', () => {
  const { messages } = body({
    messages: [
      user('One'),
      user([{ type: 'image', url: 'https://pictures.example/cat.png' }]),
      assistant([
        { type: 'text', text: 'Both.' },
        { type: 'tool-call', id: 'a', name: 'f', arguments: '{"n":1}' },
        { type: 'tool-call', id: 'functions.f:1', name: 'f', arguments: '' },
      ]),
      user('By the way'),
      { role: 'tool', content: [{ type: 'tool-result', id: 'a', content: '1' }] },
      { role: 'tool', content: [{ type: 'tool-result', id: 'functions.f:1', content: [{ type: 'text', text: 'seen' }, { type: 'image', data: 'iVBORw0KGgoAAA' }], isError: true, cache: {} }] },
    ],
  });
  expect(messages).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'One' }, { type: 'image', source: { type: 'url', url: 'https://pictures.example/cat.png' } }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Both.' },
        { type: 'tool_use', id: 'a', name: 'f', input: { n: 1 } },
        { type: 'tool_use', id: 'functions_2e_f_3a_1', name: 'f', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'a', content: '1' },
        {
          type: 'tool_result',
          tool_use_id: 'functions_2e_f_3a_1',
          content: [{ type: 'text', text: 'seen' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgoAAA' } }],
          is_error: true,
          cache_control: { type: 'ephemeral' },
        },
        { type: 'text', text: 'By the way' },
      ],
    },
  ]);
});

test('arguments that are no JSON object go back wrapped, not lost', () => {
  const input = (text: string): unknown => body({ messages: [user('Hi'), assistant([{ type: 'tool-call', id: 'a', name: 'f', arguments: text }]), user('?')] }).messages[1]!.content[0];
  expect(input('{"n": ')).toMatchObject({ input: { invalid_arguments: '{"n": ' } });
  expect(input('[1]')).toMatchObject({ input: { invalid_arguments: '[1]' } });
});

test('thinking goes back unchanged and in its place, but only with a signature', () => {
  const { messages } = body({
    messages: [
      user('Hi'),
      assistant([
        { type: 'reasoning', text: 'Hmm', signature: 'sig+/==' },
        { type: 'reasoning', text: '', redacted: 'opaque' },
        { type: 'text', text: '\n\n' },
        { type: 'reasoning', text: '', signature: 'second' },
        { type: 'reasoning', text: 'thoughts of another vendor' },
        { type: 'text', text: 'Yes.' },
      ]),
      user('Why?'),
    ],
  });
  expect(messages[1]!.content).toEqual([
    { type: 'thinking', thinking: 'Hmm', signature: 'sig+/==' },
    { type: 'redacted_thinking', data: 'opaque' },
    { type: 'text', text: '\n\n' },
    { type: 'thinking', thinking: '', signature: 'second' },
    { type: 'text', text: 'Yes.' },
  ]);
});

test('a later system message keeps its place where the model takes it, else it becomes tagged text of the user', () => {
  const messages = [system('First.'), user('One'), system('Second.'), user('Two'), assistant('Ok'), system('Third.')];
  expect(body({ messages }, 'claude-opus-4-8')).toMatchObject({
    system: [{ text: 'First.' }],
    messages: [
      { role: 'user', content: [{ text: 'One' }, { text: 'Two' }] },
      { role: 'system', content: [{ text: 'Second.' }] },
      { role: 'assistant', content: [{ text: 'Ok' }] },
      { role: 'user', content: [{ text: '<system>\nThird.\n</system>' }] },
    ],
  });
  expect(body({ messages }).messages).toMatchObject([
    { role: 'user', content: [{ text: 'One' }, { text: 'Two' }, { text: '<system>\nSecond.\n</system>' }] },
    { role: 'assistant' },
    { role: 'user', content: [{ text: '<system>\nThird.\n</system>' }] },
  ]);
});

test('files of every kind find their block', () => {
  const files: Message = user([
    { type: 'file', data: 'JVBERi0xLjc=', name: 'report.pdf', cache: { ttl: '5m' } },
    { type: 'file', url: 'https://papers.example/a.pdf' },
    { type: 'file', data: Buffer.from('Zeilen ü').toString('base64'), mediaType: 'text/markdown' },
    { type: 'file', fileId: 'file_011', name: 'data.pdf' },
    { type: 'file', fileId: 'file_012', mediaType: 'image/png' },
    { type: 'image', url: 'data:image/webp;base64,UklGRg==' },
    { type: 'image', data: '/9j/4AAQ', mediaType: 'image/jpg' },
  ]);
  expect(body({ messages: [files] }).messages[0]!.content).toEqual([
    { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0xLjc=' }, title: 'report.pdf', cache_control: { type: 'ephemeral', ttl: '5m' } },
    { type: 'document', source: { type: 'url', url: 'https://papers.example/a.pdf' } },
    { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Zeilen ü' } },
    { type: 'document', source: { type: 'file', file_id: 'file_011' }, title: 'data.pdf' },
    { type: 'image', source: { type: 'file', file_id: 'file_012' } },
    { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'UklGRg==' } },
    { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: '/9j/4AAQ' } },
  ]);
});

test('what the API cannot say is refused, and hints on sampling are left out', () => {
  expect(refused({ logprobs: 2 })).toMatchObject({ code: 'unsupported-capability', message: expect.stringContaining('log-probabilities') });
  expect(refused({ logitBias: { 7: -100 } })).toMatchObject({ code: 'unsupported-capability' });
  expect(refused({ stop: ['\n'] })).toMatchObject({ code: 'unsupported-capability', message: expect.stringContaining('"\\n"') });
  expect(refused({ messages: [user([{ type: 'audio', data: 'AAAA', format: 'wav' }])] })).toMatchObject({ code: 'unsupported-capability' });
  expect(refused({ messages: [user([{ type: 'image', data: 'PHN2Zz4=', mediaType: 'image/svg+xml' }])] })).toMatchObject({ code: 'unsupported-capability', message: expect.stringContaining('image/svg+xml') });
  expect(refused({ messages: [user([{ type: 'file', data: 'UEsDBA==', mediaType: 'application/zip' }])] })).toMatchObject({ code: 'unsupported-capability' });
  expect(refused({ messages: [] })).toMatchObject({ code: 'invalid-request' });
  expect(refused({ messages: [user('  ')] })).toMatchObject({ code: 'invalid-request' });
  expect(refused({ messages: [user([{ type: 'tool-call', id: 'a', name: 'f', arguments: '{}' }])] })).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('a user message holds tool-call') });
  expect(refused({ messages: [{ role: 'tool', content: 'done' }] })).toMatchObject({ code: 'invalid-request' });
  expect(body({ seed: 1, minP: 0.1, presencePenalty: 1, frequencyPenalty: 1 })).toEqual(body({}));
});

test('temperature goes to the models that take it, under the last version that does', () => {
  const sampling = { temperature: 1.4, topP: 0.9, topK: 40 };
  expect(wire(sampling, 'claude-3-haiku-20240307')).toMatchObject({ version: '2023-06-01', body: { temperature: 1, top_p: 0.9, top_k: 40 } });
  expect(wire(sampling).body).toMatchObject({ temperature: 1, top_k: 40 });
  expect(wire(sampling).body).not.toHaveProperty('top_p');
  for (const name of ['claude-opus-4-7', 'claude-sonnet-5', 'claude-opus-5-5', 'claude-of-tomorrow']) {
    expect(wire(sampling, name)).toMatchObject({ version: '2026-10-21', body: expect.not.objectContaining({ temperature: expect.anything() }) });
  }
  expect(wire({}).version).toBe('2026-10-21');
  expect(wire({}, 'glm-4.6').version).toBe('2023-06-01');
  const card = modelCard({ id: 'x', provider: 'anthropic', name: 'claude-sonnet-4-5' });
  const pinned = toWire({ messages: [user('Hi')], temperature: 0 }, { card, traits: modelTraits(card.name), version: '2026-10-21' });
  expect(pinned.body).not.toHaveProperty('temperature');
});

test('max_tokens is the wish, the model at most, and 4096 where nobody knows', () => {
  expect(body({}).max_tokens).toBe(4096);
  expect(body({}, undefined, 64_000).max_tokens).toBe(64_000);
  expect(body({ maxTokens: 100 }, undefined, 64_000).max_tokens).toBe(100);
  expect(body({ maxTokens: 100_000 }, undefined, 64_000).max_tokens).toBe(64_000);
});

test('reasoning becomes a budget or an effort, as the model understands it', () => {
  expect(body({ reasoning: { effort: 'medium' }, maxTokens: 8000 })).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 4000 }, max_tokens: 8000 });
  expect(body({ reasoning: { effort: 'minimal' }, maxTokens: 8000 }).thinking).toEqual({ type: 'enabled', budget_tokens: 1024 });
  expect(body({ reasoning: { effort: 'high' }, maxTokens: 500 })).not.toHaveProperty('thinking');
  expect(body({ reasoning: { budgetTokens: 9000 } })).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 9000 }, max_tokens: 13_096 });
  expect(refused({ reasoning: { budgetTokens: 9000 }, maxTokens: 9000 })).toMatchObject({ code: 'invalid-request', message: expect.stringContaining('found maxTokens 9000, budgetTokens 9000') });
  expect(body({ reasoning: { effort: 'none' } })).not.toHaveProperty('thinking');
  expect(body({ reasoning: { effort: 'xhigh' } }, 'claude-sonnet-4-6')).toMatchObject({ thinking: { type: 'adaptive' }, output_config: { effort: 'high' } });
  expect(body({ reasoning: { effort: 'xhigh' } }, 'claude-opus-4-8')).toMatchObject({ thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } });
  expect(body({ reasoning: { budgetTokens: 8000 } }, 'claude-opus-5')).toMatchObject({ thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } });
  expect(body({ reasoning: { effort: 'none' } }, 'claude-opus-5').thinking).toEqual({ type: 'disabled' });
  expect(body({ reasoning: { effort: 'none' } }, 'claude-fable-5')).toMatchObject({ output_config: { effort: 'low' } });
  expect(refused({ reasoning: { effort: 'low' } }, 'claude-3-5-haiku-20241022')).toMatchObject({ code: 'unsupported-capability' });
  expect(body({ reasoning: { effort: 'low' }, temperature: 0 })).not.toHaveProperty('temperature');
});

test('thinking is not switched on where the API would refuse it: a forced tool, or a turn that called tools without', () => {
  const tools = [{ name: 'f' }];
  expect(body({ reasoning: { effort: 'high' }, tools, toolChoice: { name: 'f' } })).not.toHaveProperty('thinking');
  const turn = (first: readonly Message[]) => body({ reasoning: { effort: 'high' }, tools, messages: [user('Hi'), ...first, { role: 'tool', content: [{ type: 'tool-result', id: 'a', content: '1' }] }] });
  const call = { type: 'tool-call', id: 'a', name: 'f', arguments: '{}' } as const;
  expect(turn([assistant([call])])).not.toHaveProperty('thinking');
  expect(turn([assistant([{ type: 'reasoning', text: 'Hmm', signature: 's' }, call])])).toHaveProperty('thinking');
});

test('the choice of tools is said in full', () => {
  const tools = [{ name: 'f', description: 'Does f', parameters: { properties: { n: { type: 'number' } } } }];
  const choice = (call: Partial<LanguageCall>): unknown => body({ tools, ...call }).tool_choice;
  expect(body({ tools }).tools).toEqual([{ name: 'f', description: 'Does f', input_schema: { type: 'object', properties: { n: { type: 'number' } } } }]);
  expect(choice({})).toBeUndefined();
  expect(choice({ toolChoice: 'auto' })).toEqual({ type: 'auto' });
  expect(choice({ toolChoice: 'none' })).toEqual({ type: 'none' });
  expect(choice({ parallelToolCalls: false })).toEqual({ type: 'auto', disable_parallel_tool_use: true });
  expect(choice({ toolChoice: { name: 'f' }, parallelToolCalls: false })).toEqual({ type: 'tool', name: 'f', disable_parallel_tool_use: true });
  expect(body({ toolChoice: 'required' })).not.toHaveProperty('tool_choice');
  expect(body({ tools: [{ ...tools[0]!, strict: true }] }).tools![0]).toMatchObject({ strict: true, input_schema: { additionalProperties: false } });
  expect(body({ tools: [{ ...tools[0]!, strict: true }] }, 'claude-3-7-sonnet-20250219').tools![0]).not.toHaveProperty('strict');
  expect(refused({ tools }, 'claude-2.1')).toMatchObject({ code: 'unsupported-capability' });
});

test('a schema is enforced by the API where it can, else asked for in words or refused', () => {
  const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 0 } }, required: ['age'] };
  const format = { type: 'json-schema', name: 'person', schema } as const;
  expect(body({ responseFormat: format }).output_config).toEqual({
    format: { type: 'json_schema', schema: { type: 'object', properties: { age: { type: 'integer', description: '{minimum: 0}' } }, required: ['age'], additionalProperties: false } },
  });
  const old = wire({ responseFormat: format, messages: [system('Be kind.'), user('Hi')] }, 'claude-3-haiku-20240307');
  expect(old.jsonBehind).toBe('');
  expect(old.body).not.toHaveProperty('output_config');
  expect(old.body.system).toMatchObject([{ text: 'Be kind.' }, { text: expect.stringContaining('"age"') }]);
  expect(refused({ responseFormat: { ...format, strict: true } }, 'claude-3-haiku-20240307')).toMatchObject({ code: 'unsupported-capability' });
  expect(body({ responseFormat: format, reasoning: { effort: 'low' } }, 'claude-opus-5').output_config).toMatchObject({ effort: 'low', format: { type: 'json_schema' } });
});

test('an answer is continued by prefill, which takes no white space at its end, no thinking and no schema', () => {
  const going = wire({ continueFrom: 'Once upon a time,\n ' });
  expect(going.body.messages.at(-1)).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'Once upon a time,' }] });
  expect(going.heldBack).toBe('\n ');
  expect(wire({ continueFrom: ' \n' })).toMatchObject({ heldBack: ' \n', body: { messages: [{ role: 'user' }] } });
  expect(wire({ continueFrom: '' }).body).toEqual(body({}));
  expect(body({ messages: [user('Hi'), assistant('Well')], continueFrom: ', yes' }).messages.at(-1)!.content).toMatchObject([{ text: 'Well' }, { text: ', yes' }]);
  expect(body({ messages: [user('Hi'), assistant('The answer is: ')] }).messages.at(-1)!.content).toMatchObject([{ text: 'The answer is:' }]);
  for (const name of ['claude-opus-4-6', 'claude-sonnet-5-5']) {
    expect(refused({ continueFrom: 'Once' }, name)).toMatchObject({ code: 'unsupported-capability', message: expect.stringContaining('prefill') });
  }
  expect(refused({ continueFrom: 'Once', reasoning: { effort: 'high' } })).toMatchObject({ code: 'unsupported-capability', message: expect.stringContaining('while thinking') });
  expect(refused({ continueFrom: '{', responseFormat: { type: 'json-schema', name: 'x', schema: { type: 'object' } } })).toMatchObject({ code: 'unsupported-capability' });
});

test('vendor fields go out as they are, and win', () => {
  const request = wire({ vendor: { anthropic: { service_tier: 'standard_only', max_tokens: 7, output_config: { effort: 'max' }, betas: ['files-api-2025-04-14'] }, openai: { service_tier: 'flex' } }, responseFormat: { type: 'json-schema', name: 'x', schema: { type: 'object' } } });
  expect(request.body).toMatchObject({ service_tier: 'standard_only', max_tokens: 7, output_config: { effort: 'max', format: { type: 'json_schema' } } });
  expect(request.body).not.toHaveProperty('betas');
  expect(request.betas).toEqual(['files-api-2025-04-14']);
});

test('blocks that only this vendor knows go back as they came, those of others stay behind', () => {
  const block = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } };
  const messages = [user('Hi'), assistant([{ type: 'vendor', vendor: 'anthropic', block }, { type: 'vendor', vendor: 'openai', block: { type: 'other' } }, { type: 'text', text: 'So.' }]), user('And?')];
  expect(body({ messages }).messages[1]!.content).toEqual([block, { type: 'text', text: 'So.' }]);
});

test('whatever the conversation, the roles alternate, no block is empty and results come first', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('', ' ', 'Hello'));
  const part = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text }),
    fc.record({ type: fc.constant('tool-result' as const), id: fc.string(), content: text }),
  );
  const said = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text }),
    fc.record({ type: fc.constant('tool-call' as const), id: fc.string(), name: fc.constant('f'), arguments: text }),
    fc.record({ type: fc.constant('reasoning' as const), text }),
  );
  const message: fc.Arbitrary<Message> = fc.oneof(
    fc.record({ role: fc.constantFrom('user' as const, 'tool' as const), content: fc.array(part) }),
    fc.record({ role: fc.constant('assistant' as const), content: fc.array(said) }),
    fc.record({ role: fc.constant('system' as const), content: text }),
  );
  fc.assert(
    fc.property(fc.array(message), fc.constantFrom('claude-opus-4-8', 'claude-sonnet-4-5'), (messages, name) => {
      const { messages: turns } = body({ messages: [user('Hi'), ...messages] }, name);
      turns.forEach(({ role, content }, at) => {
        expect(role).not.toBe(turns[at - 1]?.role);
        if (role === 'system') expect(turns[at - 1]?.role).toBe('user');
        expect(content.length).toBeGreaterThan(0);
        let results = true;
        for (const block of content) {
          if (block.type !== 'tool_result') results = false;
          else expect(results).toBe(true);
          if (block.type === 'text') expect(block.text.trim()).not.toBe('');
          if (block.type === 'tool_use') expect(block.id).toMatch(/^[\w-]+$/);
        }
      });
    }),
  );
});
