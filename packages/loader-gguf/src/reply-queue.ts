/** Replies in the order in which they came, for one reader. */
export interface ReplyQueue<Item> extends AsyncIterable<Item> {
  push(item: Item): void;
  end(): void;
  /** Whoever reads gets this at once; what was not read yet is dropped. */
  fail(error: unknown): void;
}

export function replyQueue<Item>(): ReplyQueue<Item> {
  let items: Item[] = [];
  let over: { error?: unknown } | undefined;
  let wake: (() => void) | undefined;

  function stir(): void {
    wake?.();
    wake = undefined;
  }

  return {
    push(item) {
      if (over) return;
      items.push(item);
      stir();
    },
    end() {
      over ??= {};
      stir();
    },
    fail(error) {
      if (over) return;
      over = { error };
      items = [];
      stir();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const ready = items;
        items = [];
        for (const item of ready) {
          if (over && 'error' in over) throw over.error;
          yield item;
        }
        if (items.length > 0) continue;
        if (over && 'error' in over) throw over.error;
        if (over) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
