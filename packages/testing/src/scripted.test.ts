import { expect, test } from '@jest/globals';
import { LlmrrError, type LanguageCall, type StreamPart } from '@llmrr/core';
import { observe, scripted, scriptedEmbedding, virtualClock } from './index.ts';

const call = (more: Partial<LanguageCall> = {}): LanguageCall => ({ messages: [{ role: 'user', content: 'Hello!' }], ...more });

test('a turn is played as given, with start, usage and finish around it', async () => {
  const model = scripted({ id: 'm', turns: [['Hel', 'lo']] });
  const parts: StreamPart[] = [];
  for await (const part of model.stream(call())) parts.push(part);
  expect(parts).toEqual([
    { type: 'start', model: 'm', vendorModel: 'm', responseId: 'm-0' },
    { type: 'text', index: 0, text: 'Hel' },
    { type: 'text', index: 0, text: 'lo' },
    { type: 'usage', usage: { inputTokens: 9, outputTokens: 2, estimated: true } },
    { type: 'finish', reason: 'stop' },
  ]);
});

test('reasoning with signature, text, tool calls and vendor blocks keep their order and their own blocks', async () => {
  const model = scripted({
    id: 'm',
    turns: [
      [
        { reasoning: 'let me see' },
        { reasoning: '', signature: 'sig' },
        { reasoning: '', redacted: 'opaque', block: 'new' },
        'I look. ',
        { toolCall: { name: 'getWeather', id: 'a', arguments: ['{"city":', '"Paris"}'] } },
        { toolCall: { name: 'getTime', arguments: {} } },
        { vendor: 'acme', block: { odd: 1 } },
        { usage: { inputTokens: 7, outputTokens: 9, reasoningTokens: 3 } },
      ],
    ],
  });
  const { parts, toolCalls, usage, finish } = await observe(model, call());
  expect(parts.flatMap((part) => ('index' in part ? [[part.type, part.index]] : []))).toEqual([
    ['reasoning', 0],
    ['reasoning', 0],
    ['reasoning', 1],
    ['text', 2],
    ['tool-call', 3],
    ['tool-call', 3],
    ['tool-call', 4],
    ['vendor', 5],
  ]);
  expect(parts[2]).toMatchObject({ signature: 'sig' });
  expect(toolCalls).toEqual([{ id: 'a', name: 'getWeather', arguments: '{"city":"Paris"}' }, { id: 'call_0_4', name: 'getTime', arguments: '{}' }]);
  expect(usage).toEqual({ inputTokens: 7, outputTokens: 9, reasoningTokens: 3 });
  expect(finish.reason).toBe('tool-calls');
});

test('a refusal, a reason and a stop sequence are given on', async () => {
  const model = scripted({ id: 'm', turns: [[{ refusal: 'No.' }, { finish: 'content-filter' }], ['a', { finish: 'stop', stopSequence: '\n' }]] });
  const refused = await observe(model, call());
  expect(refused).toMatchObject({ refusal: 'No.', finish: { reason: 'content-filter' } });
  expect((await observe(model, call())).finish).toEqual({ type: 'finish', reason: 'stop', stopSequence: '\n' });
});

test('a failure comes before any part, or behind the content that is scripted before it', async () => {
  const failure = new LlmrrError('unavailable', 'down');
  const model = scripted({ id: 'm', turns: [[{ throw: failure }], ['par', { throw: failure }], 'fine'] });
  const seen: string[][] = [];
  for (let turn = 0; turn < 3; turn++) {
    const types: string[] = [];
    seen.push(types);
    try {
      for await (const part of model.stream(call())) types.push(part.type);
    } catch (error) {
      expect(error).toBe(failure);
      types.push('thrown');
    }
  }
  expect(seen).toEqual([['thrown'], ['start', 'text', 'thrown'], ['start', 'text', 'usage', 'finish']]);
  expect(model.openStreams()).toBe(0);
});

test('a hanging call ends at its abort and leaves no stream, timer or listener', async () => {
  const clock = virtualClock();
  const model = scripted({ id: 'm', turns: [['a', { hang: true }]], clock });
  const controller = new AbortController();
  const answer = observe(model, call({ signal: controller.signal }));
  const thrown = expect(answer).rejects.toMatchObject({ code: 'aborted' });
  await clock.advance(1_000_000);
  expect(model.openStreams()).toBe(1);
  controller.abort();
  await thrown;
  expect(model.openStreams()).toBe(0);
  expect(clock.pendingTimers).toBe(0);
});

test('delays pass on the given clock only, and an abort ends them', async () => {
  const clock = virtualClock();
  const model = scripted({ id: 'm', turns: [[{ delayMs: 50 }, 'a'], [{ delayMs: 50 }, 'a']], clock });
  let done = false;
  const answer = observe(model, call()).then(() => (done = true));
  await clock.advance(49);
  expect(done).toBe(false);
  await clock.advance(1);
  await answer;

  const controller = new AbortController();
  const aborted = expect(observe(model, call({ signal: controller.signal }))).rejects.toMatchObject({ code: 'aborted' });
  await clock.advance(10);
  controller.abort();
  await aborted;
  expect(clock.pendingTimers).toBe(0);
});

test('calls are recorded, and turns may depend on them', async () => {
  const model = scripted({ id: 'm', turns: ({ maxTokens }, index) => `${index}: ${maxTokens}` });
  expect((await observe(model, call({ maxTokens: 3 }))).text).toBe('0: 3');
  expect((await observe(model, call({ maxTokens: 4 }))).text).toBe('1: 4');
  expect(model.calls.map(({ maxTokens }) => maxTokens)).toEqual([3, 4]);
});

test('one call more than turns, and a call after close, are errors that say so', async () => {
  const model = scripted({ id: 'm', turns: ['only'] });
  await observe(model, call());
  await expect(observe(model, call())).rejects.toThrow("scripted model 'm' has 1 turns and was called 2 times");
  await model.close();
  await expect(observe(model, call())).rejects.toMatchObject({ code: 'not-initialized' });
});

test('a scripted embedding model gives vectors, fails, hangs and waits as told', async () => {
  const clock = virtualClock();
  const failure = new LlmrrError('rate-limited', 'slow down', { retryAfterMs: 5 });
  const model = scriptedEmbedding({ id: 'e', dimensions: 2, clock, turns: [{ vectors: [[1, 2]] }, { throw: failure }, { delayMs: 20 }, { hang: true }] });
  expect((await model.embed({ values: ['a'] })).vectors).toEqual([Float32Array.of(1, 2)]);
  await expect(model.embed({ values: ['a'] })).rejects.toBe(failure);
  const waiting = model.embed({ values: ['a', 'b'] });
  await clock.advance(20);
  expect((await waiting).vectors).toHaveLength(2);
  const controller = new AbortController();
  const hanging = expect(model.embed({ values: ['a'], signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  await clock.advance(1000);
  controller.abort();
  await hanging;
  await expect(model.embed({ values: ['a'] })).rejects.toThrow('has 4 turns and was called 5 times');
  expect(model.calls).toHaveLength(5);
});
