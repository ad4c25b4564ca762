/** How a guarded stream ended: `error` set when it failed, `abandoned` when the consumer stopped reading. */
export interface StreamEnd {
  readonly error?: unknown;
  readonly abandoned?: boolean;
}

export interface Guard<Item> {
  /** Called at the first pull; what it throws ends the stream. */
  open(): AsyncIterator<Item> | Promise<AsyncIterator<Item>>;
  /** Called at every pull. */
  pull?(): void;
  /** Sees each part; may return another in its place. */
  part?(part: Item): Item | void;
  /** Called exactly once if `open` was called, however the stream ends. What it returns is thrown (instead). */
  end(how: StreamEnd): unknown;
}

/** A stream with hooks: one promise reaction per part, and `end` is certain. */
export function guard<Item>(hooks: Guard<Item>): AsyncIterableIterator<Item> {
  return new Guarded(hooks);
}

class Guarded<Item> implements AsyncIterableIterator<Item> {
  readonly #hooks: Guard<Item>;
  #iterator: AsyncIterator<Item> | undefined;
  #starting: Promise<IteratorResult<Item>> | undefined;
  #over = false;

  constructor(hooks: Guard<Item>) {
    this.#hooks = hooks;
  }

  next(): Promise<IteratorResult<Item>> {
    if (this.#over) return Promise.resolve({ done: true, value: undefined });
    this.#hooks.pull?.();
    const next = this.#iterator ? this.#iterator.next() : (this.#starting ??= this.#start());
    return next.then(this.#received, this.#failed);
  }

  async #start(): Promise<IteratorResult<Item>> {
    this.#iterator = await this.#hooks.open();
    return this.#iterator.next();
  }

  readonly #received = (result: IteratorResult<Item>): IteratorResult<Item> => {
    if (result.done) {
      const error = this.#end({});
      if (error !== undefined) throw error;
      return result;
    }
    const replaced = this.#hooks.part?.(result.value);
    return replaced === undefined ? result : { done: false, value: replaced };
  };

  readonly #failed = (error: unknown): never => {
    throw this.#end({ error }) ?? error;
  };

  #end(how: StreamEnd): unknown {
    if (this.#over) return undefined;
    this.#over = true;
    return this.#hooks.end(how);
  }

  async return(): Promise<IteratorResult<Item>> {
    if (this.#starting && !this.#over) {
      await this.#starting.catch(() => undefined);
      await this.#iterator?.return?.();
      this.#end({ abandoned: true });
    }
    this.#over = true;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
