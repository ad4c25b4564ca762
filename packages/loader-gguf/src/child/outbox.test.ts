import { expect, test } from '@jest/globals';
import type { StreamPart } from '@llmrr/core';
import type { EngineReply } from '../engine-protocol.ts';
import { outbox } from './outbox.js';

const text = (piece: string): StreamPart => ({ type: 'text', index: 0, text: piece });
const usage = (outputTokens: number): StreamPart => ({ type: 'usage', usage: { inputTokens: 1, outputTokens } });
const finish: StreamPart = { type: 'finish', reason: 'stop' };

function box({ whole = false }: { whole?: boolean } = {}) {
  const sent: (readonly StreamPart[])[] = [];
  let clock = 0;
  const { add, rest } = outbox({ id: 1, whole, now: () => clock, post: (reply: EngineReply) => void (reply.type === 'parts' && sent.push(reply.parts)) });
  return { add, rest, sent, wait: (durationMs: number) => (clock += durationMs) };
}

test('what comes after a pause leaves at once, what follows on its heels leaves together', async () => {
  const { add, rest, sent, wait } = box();
  add(text('a'));
  expect(sent).toEqual([[text('a')]]);
  wait(15);
  for (const piece of ['b', 'c', 'd']) add(text(piece));
  expect(sent).toHaveLength(1);
  while (sent.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(sent[1]).toEqual([text('bcd')]);
  wait(100);
  add(text('e'));
  expect(sent[2]).toEqual([text('e')]);
  add(text('f'));
  expect(rest()).toEqual([text('f')]);
  expect(sent).toHaveLength(3);
});

test('counts go behind what they count, only the latest, and before finish', () => {
  const { add, rest, sent } = box();
  add(text('a'));
  add(usage(1));
  add(text('b'));
  add(usage(2));
  add(text('c'));
  add(usage(3));
  add(finish);
  expect(sent).toEqual([[text('a')]]);
  expect(rest()).toEqual([text('bc'), usage(3), finish]);
});

test('a whole answer leaves in one piece', () => {
  const { add, rest, sent } = box({ whole: true });
  add(text('a'));
  add(text('b'));
  add({ type: 'tool-call', index: 1, id: 'x', name: 'f', arguments: '' });
  add({ type: 'tool-call', index: 1, arguments: '{}' });
  add(finish);
  expect(sent).toEqual([]);
  expect(rest()).toEqual([text('ab'), { type: 'tool-call', index: 1, id: 'x', name: 'f', arguments: '{}' }, finish]);
});
