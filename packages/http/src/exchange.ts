import type { Dispatcher } from 'undici';

import { LlmrrError } from '@llmrr/core';

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

/** One request and its response: undici's handler, the response and the iterator in one object, because this is the hot path. */
export class Exchange implements Dispatcher.DispatchHandler, HttpResponse, AsyncIterableIterator<Uint8Array> {
  status = 0;
  headers: HttpHeaders = {};
  readonly #host: string;
  readonly #maxBytes: number;
  readonly #signal: AbortSignal | undefined;
  #settle: { resolve(response: HttpResponse): void; reject(error: unknown): void } | undefined;
  #controller: Dispatcher.DispatchController | undefined;
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
    host: string,
    maxBytes: number,
    signal: AbortSignal | undefined,
    settle: { resolve(response: HttpResponse): void; reject(error: unknown): void },
  ) {
    this.#host = host;
    this.#maxBytes = maxBytes;
    this.#signal = signal;
    this.#settle = settle;
    signal?.addEventListener('abort', this);
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

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#failure) return controller.abort(this.#failure);
    this.#controller = controller;
    this.#phase = 'headers';
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HttpHeaders): void {
    if (status < 200 || this.#failure) return;
    this.status = status;
    this.headers = headers;
    this.#phase = 'body';
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.resolve(this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#failure) return;
    this.#totalBytes += chunk.length;
    if (this.#totalBytes > this.#maxBytes) {
      return this.#fail(
        new LlmrrError('bad-gateway', `${this.#host} sent more than the ${this.#maxBytes} bytes that maxResponseBytes allows`, {
          details: { host: this.#host, limitBytes: this.#maxBytes, phase: 'body' },
        }),
      );
    }
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      return waiting.resolve({ done: false, value: chunk });
    }
    this.#queuedBytes += chunk.length;
    if (this.#released) {
      if (this.#queuedBytes > releaseBytes) this.#abandon();
      return;
    }
    this.#queue.push(chunk);
    if (this.#queuedBytes > highWaterBytes && !this.#collecting) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#failure) return;
    this.#ended = true;
    this.#detach();
    this.#waiting?.resolve(ended);
    this.#collecting?.resolve(this.#joined());
    this.#waiting = this.#collecting = undefined;
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (!this.#ended) this.#fail(transportError(error, this.#phase, this.#host));
  }

  bytes(): Promise<Buffer> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#ended) return Promise.resolve(this.#joined());
    return new Promise((resolve, reject) => {
      this.#collecting = { resolve, reject };
      if (this.#controller?.paused) this.#controller.resume();
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
    if (this.#controller?.paused) this.#controller.resume();
  }

  #shift(): Buffer {
    const chunk = this.#queue[this.#head++] as Buffer;
    this.#queuedBytes -= chunk.length;
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0;
      this.#head = 0;
    }
    if (this.#queuedBytes <= lowWaterBytes && this.#controller?.paused) this.#controller.resume();
    return chunk;
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
    this.#detach();
    this.#settle?.reject(failure);
    this.#waiting?.reject(failure);
    this.#collecting?.reject(failure);
    this.#settle = this.#waiting = this.#collecting = undefined;
    if (failure.code === 'aborted') this.#queue = [];
    this.#controller?.abort(failure);
  }

  #detach(): void {
    this.#signal?.removeEventListener('abort', this);
    if (this.#releaseTimer) clearTimeout(this.#releaseTimer);
  }
}
