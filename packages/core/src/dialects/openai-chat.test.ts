import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collector } from '../answer.ts';
import type { FinishReason, StreamPart } from '../part.ts';
import { chatCompletion } from './openai-chat-answer.ts';
import { chatEvents, doneEvent } from './openai-chat-events.ts';
import { chatRelay, relayBody } from './openai-chat-relay.ts';
import { chatRequest } from './openai-chat-request.ts';

const frame = { id: 'chatcmpl-1', createdSeconds: 1_700_000_000, model: 'm' };
const reasons: readonly FinishReason[] = ['stop', 'length', 'tool-calls', 'content-filter', 'other'];
const text = fc.string({ unit: 'binary', maxLength: 8 });

/** Blocks in order, each in one or more pieces, as the contract wants them. */
const parts: fc.Arbitrary<readonly StreamPart[]> = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.record({ type: fc.constant('text' as const), pieces: fc.array(text, { minLength: 1, maxLength: 3 }) }),
        fc.record({ type: fc.constant('reasoning' as const), pieces: fc.array(text, { minLength: 1, maxLength: 3 }) }),
        fc.record({ type: fc.constant('refusal' as const), pieces: fc.array(text, { minLength: 1, maxLength: 2 }) }),
        fc.record({ type: fc.constant('tool-call' as const), pieces: fc.array(text, { minLength: 1, maxLength: 3 }) }),
      ),
      { maxLength: 5 },
    ),
    fc.constantFrom(...reasons),
    fc.option(fc.record({ inputTokens: fc.nat(1e6), outputTokens: fc.nat(1e6), cachedInputTokens: fc.nat(1e6), reasoningTokens: fc.nat(1e6) })),
  )
  .map(([blocks, reason, usage]) => [
    { type: 'start', model: 'm' },
    ...blocks.flatMap(({ type, pieces }, index) =>
      pieces.map((piece, at): StreamPart => (type === 'tool-call' ? { type, index, arguments: piece, ...(at === 0 && { id: `call_${index}`, name: `tool${index}` }) } : { type, index, text: piece })),
    ),
    ...(usage ? [{ type: 'usage' as const, usage }] : []),
    { type: 'finish', reason },
  ]);

interface Chunk {
  readonly choices: readonly { readonly index: number; readonly delta: Record<string, unknown> & { tool_calls?: readonly { index: number; id?: string; function: { name?: string; arguments: string } }[] }; readonly finish_reason: string | null }[];
  readonly usage?: unknown;
}

test('a stream put together by a client is the whole answer, whatever the parts', () => {
  fc.assert(
    fc.property(parts, (list) => {
      const collected = collector('m');
      for (const part of list) collected.add(part);
      const whole = chatCompletion([collected.answer()], frame);

      const events = chatEvents({ ...frame, includeUsage: true });
      const encode = events.choice(0);
      const usage = list.find((part) => part.type === 'usage');
      const wire = list.map((part) => encode(part)).join('') + events.usage(usage?.type === 'usage' ? usage.usage : null);
      const chunks = wire.split('\n\n').filter(Boolean).map((event): Chunk => JSON.parse(event.slice('data: '.length)));

      const message = { content: '', refusal: '', reasoning_content: '' };
      const calls: { id?: string; function: { name?: string; arguments: string } }[] = [];
      let finish: string | null = null;
      for (const { choices } of chunks) {
        for (const { delta, finish_reason } of choices) {
          for (const field of ['content', 'refusal', 'reasoning_content'] as const) message[field] += (delta[field] as string | null | undefined) ?? '';
          for (const { index, id, function: called } of delta.tool_calls ?? []) {
            calls[index] ??= { ...(id !== undefined && { id }), function: { ...(called.name !== undefined && { name: called.name }), arguments: '' } };
            calls[index].function.arguments += called.arguments;
          }
          finish = finish_reason ?? finish;
        }
      }
      const [choice] = whole.choices;
      expect(message).toEqual({ content: choice!.message.content ?? '', refusal: choice!.message.refusal ?? '', reasoning_content: choice!.message.reasoning_content ?? '' });
      expect(calls.map((call) => ({ type: 'function', ...call }))).toEqual(choice!.message.tool_calls ?? []);
      expect(finish).toBe(choice!.finish_reason);
      expect(chunks.findLast((chunk) => chunk.usage)?.usage).toEqual(whole.usage);
    }),
    { numRuns: 1_000 },
  );
});

test('no text can end an event early or begin another', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (written) => {
      const event = chatEvents({ ...frame, includeUsage: false }).choice(0)({ type: 'text', index: 0, text: written });
      expect(event.indexOf('\n\n')).toBe(event.length - 2);
      expect(event.slice(0, -2)).not.toMatch(/[\r\n]/);
    }),
  );
});

const bytes = (wire: string) => ({ raw: { dialect: 'openai-chat' as const, bytes: Buffer.from(wire) } });
const event = (delta: object, finish_reason: string | null = null) => `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 5, model: 'v', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const start = (wire: string): StreamPart => ({ type: 'start', model: 'm', ...bytes(wire) });

test('a relay passes the vendor’s bytes on, leaves out usage that nobody asked for, and sees the end marker wherever it comes', () => {
  const first = event({ role: 'assistant', content: '' });
  const usage: StreamPart = { type: 'usage', usage: { inputTokens: 1, outputTokens: 1 }, ...bytes('data: {"usage":{}}\n\n') };
  for (const includeUsage of [false, true]) {
    const relay = chatRelay(start(first), { includeUsage })!;
    const sent = [start(first), { type: 'text', index: 0, text: 'hi', ...bytes(event({ content: 'hi' })) } as const, usage, { type: 'vendor', vendor: 'v', block: {}, ...bytes(doneEvent) } as const, { type: 'finish', reason: 'stop', ...bytes('') } as const].map((part) => String(relay.bytes(part)));
    expect(sent.join('')).toBe(first + event({ content: 'hi' }) + (includeUsage ? 'data: {"usage":{}}\n\n' : '') + doneEvent);
    expect([relay.ended, relay.createdSeconds]).toEqual([true, 5]);
  }
  const unmarked = chatRelay(start(first), { includeUsage: false })!;
  unmarked.bytes({ type: 'finish', reason: 'stop', ...bytes(event({}, 'stop')) });
  expect(unmarked.ended).toBe(false);
});

test('what was changed on the way has no bytes and is encoded; a vendor that leaves out fields is encoded as a whole', () => {
  const relay = chatRelay(start(event({ role: 'assistant' })), { includeUsage: false })!;
  expect(relay.bytes({ type: 'text', index: 0, text: 'changed' })).toBeUndefined();
  const without = (field: string) => event({ role: 'assistant' }).replace(field, '"other"');
  for (const field of ['"created"', '"object"', '"finish_reason"']) expect(chatRelay(start(without(field)), { includeUsage: false })).toBeUndefined();
  expect(chatRelay({ type: 'start', model: 'm' }, { includeUsage: false })).toBeUndefined();
  expect(chatRelay({ type: 'start', model: 'm', raw: { dialect: 'anthropic', bytes: Buffer.from(event({})) } }, { includeUsage: false })).toBeUndefined();
  // A server without streams answered one body.
  expect(chatRelay(start(' {"created":1,"object":"chat.completion","finish_reason":"stop"}'), { includeUsage: false })).toBeUndefined();
});

test('a whole body goes out as it is only if it has what OpenAI’s schema wants', () => {
  const body = JSON.stringify({ id: 'x', object: 'chat.completion', created: 5, model: 'v', choices: [{ index: 0, message: { role: 'assistant', content: 'hi', refusal: null }, logprobs: null, finish_reason: 'stop' }] });
  expect(String(relayBody(bytes(body).raw))).toBe(body);
  for (const field of ['"refusal"', '"logprobs"', '"created"']) expect(relayBody(bytes(body.replace(field, '"other"')).raw)).toBeUndefined();
  expect(relayBody({ dialect: 'openai-responses', bytes: Buffer.from(body) })).toBeUndefined();
  expect(relayBody(bytes(event({})).raw)).toBeUndefined();
  expect(relayBody(undefined)).toBeUndefined();
});

test('models is OpenRouter’s list in order of preference, or the candidates of a strategy', () => {
  const pickOf = (body: object) => {
    const { call, model, models } = chatRequest({ messages: [{ role: 'user', content: 'a' }], ...body });
    return { model, models, fallbacks: call.routing?.fallbacks };
  };
  expect(pickOf({})).toEqual({});
  expect(pickOf({ model: 'a' })).toEqual({ model: 'a' });
  expect(pickOf({ models: ['a', 'b', 'c'] })).toEqual({ model: 'a', fallbacks: ['b', 'c'] });
  expect(pickOf({ model: 'b', models: ['a', 'b', 'c'] })).toEqual({ model: 'b', fallbacks: ['a', 'c'] });
  expect(pickOf({ model: 'auto:weighted', models: ['a', 'b'] })).toEqual({ model: 'auto:weighted', models: ['a', 'b'] });
  expect(pickOf({ models: ['a', 'b'], llmrr: { fallbacks: ['c'] } })).toEqual({ model: 'a', fallbacks: ['c'] });
});

test('fields that mean nothing, or harm, do not travel on', () => {
  const body: unknown = JSON.parse('{"messages":[{"role":"user","content":"a"}],"store":null,"__proto__":{"polluted":true},"constructor":{"a":1},"service_tier":"flex"}');
  const { call } = chatRequest(body);
  expect(call.vendor).toEqual({ 'openai-chat': { constructor: { a: 1 }, service_tier: 'flex' } });
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
