import { isContent } from '../part.ts';
import type { Part } from './policy.ts';

/** A stream up to and including its first content: from here on nobody may try another model. */
export interface Opened<Item> {
  readonly head: readonly Item[];
  /** Absent when the stream ended within the head. */
  readonly rest?: AsyncIterator<Item>;
}

export async function openStream<Item extends Part>(parts: AsyncIterable<Item>): Promise<Opened<Item>> {
  const iterator = parts[Symbol.asyncIterator]();
  const head: Item[] = [];
  for (;;) {
    const next = await iterator.next();
    if (next.done) return { head };
    head.push(next.value);
    if (isContent(next.value)) return { head, rest: iterator };
  }
}

/** Runs `open` at the first pull, replays its head, then hands the consumer the rest itself: no cost per part after that. */
export function handOver<Item>(open: () => Promise<Opened<Item>>): AsyncIterableIterator<Item> {
  return new HandOver(open);
}

class HandOver<Item> implements AsyncIterableIterator<Item> {
  readonly #open: () => Promise<Opened<Item>>;
  #opening: Promise<Opened<Item>> | undefined;
  #opened: Opened<Item> | undefined;
  #position = 0;
  #over = false;

  constructor(open: () => Promise<Opened<Item>>) {
    this.#open = open;
  }

  next(): Promise<IteratorResult<Item>> {
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    const opened = this.#opened;
    if (!opened) return this.#first();
    if (this.#position < opened.head.length) return Promise.resolve({ done: false, value: opened.head[this.#position++]! });
    return opened.rest ? opened.rest.next() : this.return();
  }

  async #first(): Promise<IteratorResult<Item>> {
    this.#opening ??= this.#open();
    try {
      this.#opened = await this.#opening;
    } catch (error) {
      this.#over = true;
      throw error;
    }
    return this.next();
  }

  async return(): Promise<IteratorResult<Item>> {
    this.#over = true;
    const opened = this.#opened ?? (await this.#opening?.catch(() => undefined));
    await opened?.rest?.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
