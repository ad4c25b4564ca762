import { expect, test } from '@jest/globals';
import { virtualClock } from './index.ts';

test('timers fire in the order in which they fall due, each at its own time', async () => {
  const clock = virtualClock({ startMs: 100 });
  const fired: [string, number][] = [];
  clock.setTimeout(() => fired.push(['late', clock.now()]), 30);
  clock.setTimeout(() => fired.push(['early', clock.now()]), 10);
  clock.setTimeout(() => fired.push(['also early', clock.now()]), 10);
  await clock.advance(9);
  expect(fired).toEqual([]);
  await clock.advance(41);
  expect(fired).toEqual([['early', 110], ['also early', 110], ['late', 130]]);
  expect(clock.now()).toBe(150);
});

test('a loop of awaited timers runs through within one advance', async () => {
  const clock = virtualClock();
  let rounds = 0;
  const loop = async () => {
    for (; rounds < 5; rounds++) await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
  };
  const done = loop();
  await clock.advance(49);
  expect(rounds).toBe(4);
  await clock.advance(1);
  await done;
  expect(rounds).toBe(5);
});

test('a cleared timer never fires and is not pending', async () => {
  const clock = virtualClock();
  let fired = false;
  const timer = clock.setTimeout(() => (fired = true), 5);
  expect(clock.pendingTimers).toBe(1);
  clock.clearTimeout(timer);
  expect(clock.pendingTimers).toBe(0);
  await clock.advance(100);
  expect(fired).toBe(false);
});

test('shifting the calendar leaves monotonic time and timers alone', async () => {
  const clock = virtualClock({ wallMs: 1_000_000 });
  let fired = false;
  clock.setTimeout(() => (fired = true), 50);
  clock.shiftWall(-3_600_000);
  expect(clock.now()).toBe(0);
  expect(clock.wall()).toBe(1_000_000 - 3_600_000);
  await clock.advance(50);
  expect(fired).toBe(true);
  expect(clock.wall()).toBe(1_000_050 - 3_600_000);
});
