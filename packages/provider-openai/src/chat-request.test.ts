import { expect, test } from '@jest/globals';
import type { LanguageCall } from '@llmrr/core';
import type OpenAI from 'openai';

import { chatRequest } from './chat-request.ts';
import { presets, type Preset, type PresetName } from './presets.ts';

type Body = OpenAI.ChatCompletionCreateParams;

function body(call: LanguageCall, preset: PresetName = 'openai', model = 'gpt-4o-mini'): Record<string, unknown> {
  return chatRequest(call, { provider: preset, model, preset: presets[preset] as Preset });
}

test('a question becomes one streamed request that asks for usage', () => {
  expect(body({ messages: [{ role: 'user', content: 'Hi' }] })).toEqual({
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
    stream_options: { include_usage: true },
  } satisfies Body);
});

test('every option has its field', () => {
  const call: LanguageCall = {
    messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hi', name: 'ada' }],
    delivery: 'whole',
    maxTokens: 0,
    temperature: 0,
    topP: 0.9,
    topK: 40,
    minP: 0.1,
    seed: 7,
    stop: ['<|endoftext|>'],
    presencePenalty: 0.1,
    frequencyPenalty: 0.2,
    logitBias: { 50256: -100 },
    logprobs: 2,
    user: 'u-1',
    tools: [{ name: 'weather', description: 'Tells the weather', parameters: { type: 'object', properties: { city: { type: 'string' } } }, strict: true }, { name: 'now' }],
    toolChoice: { name: 'weather' },
    parallelToolCalls: false,
    responseFormat: { type: 'json-schema', name: 'reply', schema: { type: 'object' }, strict: true },
    reasoning: { effort: 'low' },
    vendor: { openai: { service_tier: 'flex' }, anthropic: { ignored: true } },
  };
  const common = {
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi', name: 'ada' },
    ],
    temperature: 0,
    top_p: 0.9,
    seed: 7,
    stop: ['<|endoftext|>'],
    presence_penalty: 0.1,
    frequency_penalty: 0.2,
    logit_bias: { 50256: -100 },
    logprobs: true,
    top_logprobs: 2,
    user: 'u-1',
    tools: [
      { type: 'function', function: { name: 'weather', description: 'Tells the weather', parameters: { type: 'object', properties: { city: { type: 'string' } } }, strict: true } },
      { type: 'function', function: { name: 'now' } },
    ],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    parallel_tool_calls: false,
    response_format: { type: 'json_schema', json_schema: { name: 'reply', schema: { type: 'object' }, strict: true } },
    reasoning_effort: 'low',
  } satisfies Body;
  expect(body(call)).toEqual({ ...common, max_completion_tokens: 0, service_tier: 'flex' } satisfies Body);
  expect(body(call, 'vllm')).toEqual({ ...common, max_tokens: 0, top_k: 40, min_p: 0.1 });
});

test('stop sequences are forwarded as `stop`', () => {
  expect(body({ messages: [], stop: ['END'] })).toHaveProperty('stop', ['END']);
  expect(body({ messages: [], stop: [] })).not.toHaveProperty('stop');
});

test('JSON mode is forwarded', () => {
  expect(body({ messages: [], responseFormat: { type: 'json' } })).toHaveProperty('response_format', { type: 'json_object' });
});

test('text, image, file and audio become content parts', () => {
  const [message] = body({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What are these?' },
          { type: 'image', url: 'https://example.org/a.png', detail: 'low' },
          { type: 'image', data: 'AAAA', mediaType: 'image/jpeg' },
          { type: 'file', fileId: 'file-1' },
          { type: 'file', data: 'JVBERi0=', mediaType: 'application/pdf', name: 'a.pdf' },
          { type: 'audio', data: 'UklGRg==', format: 'wav' },
        ],
      },
    ],
  })['messages'] as unknown[];
  expect(message).toEqual({
    role: 'user',
    content: [
      { type: 'text', text: 'What are these?' },
      { type: 'image_url', image_url: { url: 'https://example.org/a.png', detail: 'low' } },
      { type: 'image_url', image_url: { url: 'data:image/jpeg;base64,AAAA' } },
      { type: 'file', file: { file_id: 'file-1' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
      { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
    ],
  } satisfies OpenAI.ChatCompletionMessageParam);
});

test('a turn with tools goes back as calls and tool messages; images of a result follow as the user\'s', () => {
  const { messages } = body({
    messages: [
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'I need the tool.' },
          { type: 'tool-call', id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' },
        ],
      },
      { role: 'tool', content: [{ type: 'tool-result', id: 'call_1', content: [{ type: 'text', text: 'rain' }, { type: 'image', data: 'AAAA', mediaType: 'image/png' }] }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Rain.' }] },
      { role: 'assistant', content: [{ type: 'refusal', text: 'No.' }] },
    ],
  });
  expect(messages).toEqual([
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }] },
    { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
    { role: 'assistant', content: 'Rain.' },
    { role: 'assistant', content: null, refusal: 'No.' },
  ] satisfies OpenAI.ChatCompletionMessageParam[]);
});

test('instructions go under `developer` to reasoning models of OpenAI only', () => {
  const call: LanguageCall = { messages: [{ role: 'system', content: 'Be brief.' }] };
  const role = (preset: PresetName, model: string) => (body(call, preset, model)['messages'] as { role: string }[])[0]?.role;
  expect([role('openai', 'o3-mini'), role('openai', 'gpt-5-nano'), role('openai', 'gpt-4o'), role('groq', 'o3-mini')]).toEqual(['developer', 'developer', 'system', 'system']);
});

test('thoughts go back to those who want them', () => {
  const call: LanguageCall = {
    messages: [
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'Four.' },
          { type: 'vendor', vendor: 'openrouter', block: { reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's' }], annotations: [1] } },
        ],
      },
    ],
  };
  const [openai, deepseek, openrouter] = (['openai', 'deepseek', 'openrouter'] as const).map((preset) => (body(call, preset)['messages'] as unknown[])[0]);
  expect(openai).toEqual({ role: 'assistant', content: 'Four.' });
  expect(deepseek).toEqual({ role: 'assistant', content: 'Four.', reasoning_content: 'hm' });
  expect(openrouter).toEqual({ role: 'assistant', content: 'Four.', reasoning: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm', signature: 's' }] });
});

test('cache marks reach OpenRouter and nobody else', () => {
  const call: LanguageCall = { messages: [{ role: 'user', content: [{ type: 'text', text: 'long', cache: { ttl: '1h' } }] }] };
  expect(body(call, 'openrouter')['messages']).toEqual([{ role: 'user', content: [{ type: 'text', text: 'long', cache_control: { type: 'ephemeral', ttl: '1h' } }] }]);
  expect(body(call, 'openai')['messages']).toEqual([{ role: 'user', content: 'long' }]);
});

test('going on behind given text is an assistant message where that works, and refused where not', () => {
  const call: LanguageCall = { messages: [{ role: 'user', content: 'Count.' }], continueFrom: 'One, two,' };
  const last = (preset: PresetName) => (body(call, preset)['messages'] as unknown[]).at(-1);
  expect(last('llamacpp')).toEqual({ role: 'assistant', content: 'One, two,' });
  expect(last('mistral')).toEqual({ role: 'assistant', content: 'One, two,', prefix: true });
  expect(body(call, 'vllm')).toMatchObject({ continue_final_message: true, add_generation_prompt: false });
  expect(() => body(call, 'openai')).toThrow(expect.objectContaining({ code: 'unsupported-capability' }));
});

test('OpenRouter is asked for thoughts and cost in its own way', () => {
  expect(body({ messages: [], reasoning: { effort: 'high' } }, 'openrouter')).toMatchObject({ reasoning: { effort: 'high' }, usage: { include: true } });
  expect(body({ messages: [], reasoning: { effort: 'high', budgetTokens: 2_000 } }, 'openrouter')).toMatchObject({ reasoning: { max_tokens: 2_000 } });
});

test.each([
  ['a schema where none is enforced', 'deepseek', { messages: [], responseFormat: { type: 'json-schema', name: 'a', schema: {} } }],
  ['a file by URL', 'openai', { messages: [{ role: 'user', content: [{ type: 'file', url: 'https://example.org/a.pdf' }] }] }],
  ['a block of another vendor', 'openai', { messages: [{ role: 'user', content: [{ type: 'vendor', vendor: 'anthropic', block: {} }] }] }],
  ['an image by the assistant', 'openai', { messages: [{ role: 'assistant', content: [{ type: 'image', url: 'https://example.org/a.png' }] }] }],
] as const)('%s is refused with the name of the model', (_what, preset, call) => {
  expect(() => body(call as LanguageCall, preset)).toThrow(expect.objectContaining({ code: 'unsupported-capability', message: expect.stringContaining(`${preset}:gpt-4o-mini`) }));
});
