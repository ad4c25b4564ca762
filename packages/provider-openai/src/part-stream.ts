import { abortError, LlmrrError, type StreamPart } from '@llmrr/core';
import { eventDecoder, type DecodedEvent, type EventBatch, type HttpResponse } from '@llmrr/http';

import type { PartSink } from './part-sink.ts';

/** Where the parts of one answer come from, some at a time; undefined at the end. */
export interface PartSource {
  read(): Promise<readonly StreamPart[] | undefined> | readonly StreamPart[] | undefined;
  close(): void;
}

/** An answer that is opened at the first pull. Written by hand, since an async generator costs three promises a part. */
export function partStream(open: () => Promise<PartSource>, signal?: AbortSignal): AsyncIterableIterator<StreamPart> {
  return new PartIterator(open, signal);
}

/** An answer that is there as a whole. */
export function wholeSource(parts: readonly StreamPart[]): PartSource {
  let left: readonly StreamPart[] | undefined = parts;
  return {
    read() {
      const all = left;
      left = undefined;
      return all;
    },
    close: () => undefined,
  };
}

const over: IteratorReturnResult<undefined> = { done: true, value: undefined };

class PartIterator implements AsyncIterableIterator<StreamPart> {
  readonly #open: () => Promise<PartSource>;
  #source: PartSource | undefined;
  #parts: readonly StreamPart[] = [];
  #at = 0;
  #over = false;
  readonly #signal: AbortSignal | undefined;

  constructor(open: () => Promise<PartSource>, signal?: AbortSignal) {
    this.#open = open;
    this.#signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<StreamPart, undefined>> {
    // Also what has come already is not handed out any more.
    if (this.#signal?.aborted && !this.#over) {
      void this.return();
      return Promise.reject(abortError(this.#signal));
    }
    if (this.#at < this.#parts.length) return Promise.resolve({ done: false, value: this.#parts[this.#at++] as StreamPart });
    return this.#over ? Promise.resolve(over) : this.#fill();
  }

  async #fill(): Promise<IteratorResult<StreamPart, undefined>> {
    try {
      const source = (this.#source ??= await this.#open());
      // Left while it was opening.
      if (this.#over) source.close();
      const parts = this.#over ? undefined : await source.read();
      if (parts?.[0]) {
        this.#parts = parts;
        this.#at = 1;
        return { done: false, value: parts[0] };
      }
      this.#over = true;
      return over;
    } catch (error) {
      this.#over = true;
      this.#source?.close();
      throw error;
    }
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.#over = true;
    this.#parts = [];
    this.#source?.close();
    return Promise.resolve(over);
  }
}

/** Turns the events of one API into parts. */
export interface EventTranslator {
  /** The terminal marker was seen. */
  readonly done: boolean;
  event(event: DecodedEvent): void;
  /** The body ended without the marker: adds `finish` if that is how this server ends, else throws `stream-cut`. */
  end(): void;
}

/** The parts of a streamed answer, one network read at a time. */
export function eventSource(response: HttpResponse, translator: EventTranslator, sink: PartSink, who: string): PartSource {
  const decoder = eventDecoder();
  const chunks = response.chunks[Symbol.asyncIterator]();
  let failure: unknown;

  /** What came before a failure goes out first. */
  function translate({ events, bytes }: EventBatch): readonly StreamPart[] {
    sink.open(bytes);
    try {
      for (const event of events) {
        sink.event(event.start, event.end);
        translator.event(event);
        sink.settle();
        if (translator.done) break;
      }
    } catch (error) {
      failure = error;
      sink.skip();
    }
    return sink.take();
  }

  function ended(): readonly StreamPart[] {
    const rest = translate(decoder.end());
    if (translator.done || failure !== undefined) return rest;
    translator.end();
    return [...rest, ...sink.take()];
  }

  return {
    async read() {
      while (!translator.done && failure === undefined) {
        let parts: readonly StreamPart[];
        try {
          const { done, value } = await chunks.next();
          parts = done ? ended() : translate(decoder.push(value));
        } catch (error) {
          throw cut(error, who);
        }
        if (translator.done) response.release();
        if (parts.length > 0) return parts;
      }
      if (failure !== undefined) throw failure;
      return undefined;
    },
    close() {
      if (!translator.done) void chunks.return?.();
    },
  };
}

/** A connection that breaks in the middle of a stream leaves a part of an answer, which is more than a provider that is away. */
function cut(error: unknown, who: string): unknown {
  if (!LlmrrError.is(error, 'unavailable')) return error;
  return new LlmrrError('stream-cut', `the stream of ${who} broke off: ${error.message}`, { cause: error, details: { ...error.details, phase: 'body' } });
}
