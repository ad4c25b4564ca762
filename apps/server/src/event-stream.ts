import type { ServerResponse } from 'node:http';

const flushBytes = 16 * 1024;

/** Server-sent events to one client: what comes within one tick goes out as one write, and nothing is made faster than the client reads. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #stalledMs: number;
  #text = '';
  #bytes: Uint8Array[] = [];
  #pending = 0;
  #scheduled = false;
  #blocked: Promise<void> | undefined;

  constructor(response: ServerResponse, stalledMs: number) {
    this.#response = response;
    this.#stalledMs = stalledMs;
  }

  /** Whether the client has left. */
  get gone(): boolean {
    return this.#response.destroyed;
  }

  /** Whole events. A promise says: wait until the client has read. */
  write(events: string | Uint8Array): Promise<void> | undefined {
    if (typeof events === 'string') {
      if (this.#bytes.length > 0) this.#bytes.push(Buffer.from(events));
      else this.#text += events;
    } else this.#add(events);
    this.#pending += events.length;
    if (this.#pending >= flushBytes) this.#flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      process.nextTick(this.#onTick);
    }
    return this.#blocked;
  }

  /** Ends the response behind what was written. */
  end(): void {
    this.#flush();
    this.#response.end();
  }

  /** Cuts the connection, so that the client cannot take what it has for the whole. */
  destroy(): void {
    this.#response.destroy();
  }

  readonly #onTick = (): void => {
    this.#scheduled = false;
    this.#flush();
  };

  #add(events: Uint8Array): void {
    if (this.#text) {
      this.#bytes.push(Buffer.from(this.#text));
      this.#text = '';
    }
    const last = this.#bytes.at(-1);
    // Events that the upstream sent together lie side by side in memory: one view shows them all.
    if (last && last.buffer === events.buffer && last.byteOffset + last.byteLength === events.byteOffset) {
      this.#bytes[this.#bytes.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.byteLength + events.byteLength);
    } else this.#bytes.push(events);
  }

  #flush(): void {
    if (this.#pending === 0) return;
    this.#pending = 0;
    const chunk = this.#text || (this.#bytes.length === 1 ? this.#bytes[0]! : Buffer.concat(this.#bytes));
    this.#text = '';
    this.#bytes = [];
    if (this.#response.destroyed) return;
    if (!this.#response.write(chunk)) this.#blocked ??= this.#drained();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const response = this.#response;
      const done = (): void => {
        clearTimeout(timer);
        response.off('drain', done);
        response.off('close', done);
        this.#blocked = undefined;
        resolve();
      };
      const timer = setTimeout(() => response.destroy(), this.#stalledMs);
      response.once('drain', done);
      response.once('close', done);
    });
  }
}
