import { expect, test } from '@jest/globals';
import { calibrateThreads } from './calibrate-threads.js';

/** Runs the search over a table of step durations, on a clock that only the steps turn. */
async function search(stepMs: Readonly<Record<number, number>>, sizeBytes = 1e6) {
  let clock = 0;
  let open = 0;
  const tried: number[] = [];
  const threads = await calibrateThreads({
    cores: Math.max(...Object.keys(stepMs).map(Number)),
    sizeBytes,
    now: () => clock,
    async prepare(count) {
      tried.push(count);
      open++;
      let first = true;
      return {
        step: async () => {
          // The first step is slow for everyone.
          clock += (stepMs[count] ?? 1) * (first ? 2 : 1);
          first = false;
        },
        end: async () => void open--,
      };
    },
  });
  return { threads, tried, tookMs: clock, open };
}

test('one thread wins where more get in each other\'s way, and the slow ones cost one step', async () => {
  const { threads, tried, tookMs, open } = await search({ 1: 0.5, 2: 17, 4: 450 });
  expect(threads).toBe(1);
  expect(tried).toEqual([1, 2]);
  expect(tookMs).toBeLessThan(50);
  expect(open).toBe(0);
});

test('more threads win as long as each doubling pays', async () => {
  expect((await search({ 1: 40, 2: 21, 4: 12, 8: 11.5, 16: 30 })).threads).toBe(4);
  expect((await search({ 1: 40, 2: 21, 4: 12, 6: 8 })).threads).toBe(6);
});

test('for a large model the search begins with all cores, and fewer win when they are as fast', async () => {
  const large = await search({ 1: 3000, 2: 1500, 4: 800, 8: 420, 16: 400 }, 5e9);
  expect(large.threads).toBe(8);
  expect(large.tried).toEqual([16, 8, 4]);
});

test('one core is not searched', async () => {
  expect((await search({ 1: 5 })).threads).toBe(1);
});
