import { expect, test } from '@jest/globals';
import { LlmrrError, systemClock } from '@llmrr/core';
import { slots } from './slots.ts';

const options = { size: 2, maxQueued: 3, name: 'model', clock: systemClock };

test('no more than its size get in, and the others in the order in which they came', async () => {
  const seats = slots({ ...options, maxQueued: 100 });
  const order: number[] = [];
  const leaves: (() => void)[] = [];
  const entering = Array.from({ length: 20 }, async (_, index) => {
    leaves.push(await seats.take());
    order.push(index);
  });
  for (let done = 0; done < 20; done++) {
    await Promise.all(entering.slice(0, Math.min(done + 2, 20)));
    expect(seats.active).toBe(Math.min(2, 20 - done));
    expect(seats.queued).toBe(Math.max(0, 18 - done));
    leaves[done]?.();
  }
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(seats.active).toBe(0);
});

test('who would wait behind a full queue is refused with the numbers and a time to come back', async () => {
  let now = 0;
  const seats = slots({ ...options, size: 1, clock: { ...systemClock, now: () => now } });
  const leave = await seats.take();
  now = 500;
  leave();
  await seats.take();
  const waiting = [seats.take(), seats.take(), seats.take()];
  await expect(seats.take()).rejects.toMatchObject({ code: 'overloaded', retryable: true, retryAfterMs: 2000, details: { active: 1, queued: 3 } });
  seats.refuseAll(new LlmrrError('not-initialized', 'closed'));
  for (const refused of waiting) await expect(refused).rejects.toMatchObject({ code: 'not-initialized' });
});

test('who gives up while waiting leaves the queue, and the next one moves up', async () => {
  const seats = slots({ ...options, size: 1 });
  const leave = await seats.take();
  const giveUp = new AbortController();
  const first = seats.take(giveUp.signal);
  const second = seats.take();
  giveUp.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  expect(seats.queued).toBe(1);
  leave();
  (await second)();
  await expect(seats.take(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  expect([seats.active, seats.queued]).toEqual([0, 0]);
});

test('leaving twice frees one place', async () => {
  const seats = slots({ ...options, size: 1 });
  const leave = await seats.take();
  leave();
  leave();
  await seats.take();
  expect(seats.active).toBe(1);
});
