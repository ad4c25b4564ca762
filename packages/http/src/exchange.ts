import { LlmrrError } from '@llmrr/core';
import { util, type Dispatcher } from 'undici';

import type { HttpHeaders, HttpResponse } from './response.ts';
import { abortError, transportError, type Phase } from './transport-error.ts';

const highWaterBytes = 256 * 1024;
const lowWaterBytes = 64 * 1024;
const releaseBytes = 64 * 1024;
const releaseMs = 1_000;
const ended: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Waiting {
  resolve(result: IteratorResult<Uint8Array, undefined>): void;
  reject(error: unknown): void;
}

interface Collecting {
  resolve(body: Buffer): void;
  reject(error: unknown): void;
}

/**
 * One request and its response: undici's handler, the response and the iterator in one object, because this is the hot path.
 * It uses the handler methods that undici 7 calls itself; those of its newer interface are wrapped around them, which costs
 * a quarter of a bare request (docs/decisions/0003), part of it for headers that nobody reads.
 */
export class Exchange implements Dispatcher.DispatchHandler, HttpResponse, AsyncIterableIterator<Uint8Array> {
  status = 0;
  #rawHeaders: Buffer[] = [];
  #headers: HttpHeaders | undefined;
  readonly #host: string;
  readonly #onEnd: () => void;
  readonly #maxBytes: number;
  readonly #signal: AbortSignal | undefined;
  #settle: { resolve(response: HttpResponse): void; reject(error: unknown): void } | undefined;
  #abort: ((error: Error) => void) | undefined;
  #resume: (() => void) | undefined;
  #paused = false;
  #phase: Phase = 'connect';
  #queue: Buffer[] = [];
  #head = 0;
  #queuedBytes = 0;
  #totalBytes = 0;
  #waiting: Waiting | undefined;
  #collecting: Collecting | undefined;
  #ended = false;
  #failure: LlmrrError | undefined;
  #released = false;
  #releaseTimer: NodeJS.Timeout | undefined;

  constructor(
    { host, onEnd }: { readonly host: string; onEnd(): void },
    maxBytes: number,
    signal: AbortSignal | undefined,
    settle: { resolve(response: HttpResponse): void; reject(error: unknown): void },
  ) {
    this.#host = host;
    this.#onEnd = onEnd;
    this.#maxBytes = maxBytes;
    this.#signal = signal;
    this.#settle = settle;
    signal?.addEventListener('abort', this);
  }

  /** False once it failed, so that a request that was still waiting need not be sent. */
  get alive(): boolean {
    return this.#failure === undefined;
  }

  get headers(): HttpHeaders {
    return (this.#headers ??= util.parseHeaders(this.#rawHeaders) as HttpHeaders);
  }

  get chunks(): AsyncIterableIterator<Uint8Array> {
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** EventListener interface: the exchange itself is the one listener on the signal. */
  handleEvent(): void {
    if (this.#signal) this.#fail(abortError(this.#signal, this.#phase, this.#host));
  }

  onConnect(abort: (error: Error) => void): void {
    if (this.#failure) return abort(this.#failure);
    this.#abort = abort;
    this.#phase = 'headers';
  }

  onHeaders(status: number, headers: Buffer[], resume: () => void): boolean {
    if (status < 200 || this.#failure) return true;
    this.status = status;
    this.#rawHeaders = headers;
    this.#resume = resume;
    this.#phase = 'body';
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.resolve(this);
    return true;
  }

  /** False pauses the socket. */
  onData(chunk: Buffer): boolean {
    if (this.#failure) return true;
    this.#totalBytes += chunk.length;
    if (this.#totalBytes > this.#maxBytes) {
      this.#fail(
        new LlmrrError('bad-gateway', `${this.#host} sent more than the ${this.#maxBytes} bytes that maxResponseBytes allows`, {
          details: { host: this.#host, limitBytes: this.#maxBytes, phase: 'body' },
        }),
      );
      return true;
    }
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: chunk });
      return true;
    }
    this.#queuedBytes += chunk.length;
    if (this.#released) {
      if (this.#queuedBytes > releaseBytes) this.#abandon();
      return true;
    }
    this.#queue.push(chunk);
    if (this.#queuedBytes > highWaterBytes && !this.#collecting) this.#paused = true;
    return !this.#paused;
  }

  onComplete(): void {
    if (this.#failure) return;
    this.#ended = true;
    this.#finish();
    this.#waiting?.resolve(ended);
    this.#collecting?.resolve(this.#joined());
    this.#waiting = this.#collecting = undefined;
  }

  onError(error: Error): void {
    if (!this.#ended) this.#fail(transportError(error, this.#phase, this.#host));
  }

  bytes(): Promise<Buffer> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve(this.#joined());
    return new Promise((resolve, reject) => {
      this.#collecting = { resolve, reject };
      this.#flow();
    });
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#head < this.#queue.length) return Promise.resolve({ done: false, value: this.#shift() });
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve(ended);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    if (!this.#ended) this.#abandon();
    return Promise.resolve(ended);
  }

  release(): void {
    if (this.#ended || this.#failure || this.#released) return;
    this.#released = true;
    this.#queue = [];
    this.#head = this.#queuedBytes = 0;
    this.#releaseTimer = setTimeout(() => this.#abandon(), releaseMs);
    this.#releaseTimer.unref();
    this.#flow();
  }

  #shift(): Buffer {
    const chunk = this.#queue[this.#head++] as Buffer;
    this.#queuedBytes -= chunk.length;
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0;
      this.#head = 0;
    }
    if (this.#paused && this.#queuedBytes <= lowWaterBytes) this.#flow();
    return chunk;
  }

  #flow(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#resume?.();
  }

  #joined(): Buffer {
    const first = this.#queue[0];
    const body = first !== undefined && this.#queue.length === 1 ? first : Buffer.concat(this.#queue);
    this.#queue = [];
    return body;
  }

  #abandon(): void {
    this.#fail(new LlmrrError('aborted', `the rest of the answer of ${this.#host} was not wanted`, { details: { host: this.#host, phase: 'body' } }));
  }

  #fail(failure: LlmrrError): void {
    if (this.#failure || this.#ended) return;
    this.#failure = failure;
    this.#finish();
    this.#settle?.reject(failure);
    this.#waiting?.reject(failure);
    this.#collecting?.reject(failure);
    this.#settle = this.#waiting = this.#collecting = undefined;
    if (failure.code === 'aborted') this.#queue = [];
    this.#abort?.(failure);
  }

  #finish(): void {
    this.#signal?.removeEventListener('abort', this);
    if (this.#releaseTimer) clearTimeout(this.#releaseTimer);
    this.#onEnd();
  }
}
