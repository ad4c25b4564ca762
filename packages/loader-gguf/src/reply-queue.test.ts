import { expect, test } from '@jest/globals';
import { replyQueue } from './reply-queue.ts';

async function all<T>(queue: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

test('what was pushed before and while it is read comes out in order, up to the end', async () => {
  const queue = replyQueue<number>();
  queue.push(1);
  queue.push(2);
  const read = all(queue);
  queue.push(3);
  await Promise.resolve();
  queue.push(4);
  queue.end();
  queue.push(5);
  expect(await read).toEqual([1, 2, 3, 4]);
});

test('a failure is thrown at once, also in the middle of what waits to be read', async () => {
  const queue = replyQueue<number>();
  for (const item of [1, 2, 3]) queue.push(item);
  const iterator = queue[Symbol.asyncIterator]();
  expect(await iterator.next()).toEqual({ done: false, value: 1 });
  queue.fail(new Error('gone'));
  await expect(iterator.next()).rejects.toThrow('gone');
  queue.end();
  await expect(all(queue)).rejects.toThrow('gone');
});
