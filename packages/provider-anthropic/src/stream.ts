import { abortError, LlmrrError, type StreamPart } from '@llmrr/core';
import { eventDecoder, type EventBatch, type HttpResponse } from '@llmrr/http';

import { answerReader, type AnswerReaderOptions } from './answer-reader.ts';

export interface ReadStreamOptions extends AnswerReaderOptions {
  /** Each part carries the bytes of its events and of the silent ones before it, so that the bytes of all parts are the stream. */
  readonly relay: boolean;
  /** Seen between parts, too: what has already arrived is not the caller's any more. */
  readonly signal?: AbortSignal | undefined;
}

/** The parts of an event stream as they come. Throws `stream-cut` when it ends before `message_stop`. */
export async function* readStream(response: Pick<HttpResponse, 'chunks' | 'release'>, { signal, ...options }: ReadStreamOptions): AsyncGenerator<StreamPart, void, undefined> {
  const reader = batchReader(options);
  const decoder = eventDecoder();
  // By hand, since `for await` would close the socket of an answer that is complete.
  const chunks = response.chunks[Symbol.asyncIterator]();
  try {
    while (!reader.finished) {
      const chunk = await chunks.next().catch((error: unknown) => {
        throw broken(error, options);
      });
      const { parts, failure } = reader.read(chunk.done ? decoder.end() : decoder.push(chunk.value));
      for (const part of parts) {
        if (signal?.aborted) throw abortError(signal);
        yield part;
      }
      if (failure) throw failure;
      if (chunk.done && !reader.finished) throw cut(options);
    }
  } finally {
    if (reader.finished) response.release();
    else await chunks.return?.();
  }
}

interface BatchReader {
  readonly finished: boolean;
  /** A failure lies behind the parts: what came before it was said. */
  read(batch: EventBatch): { readonly parts: readonly StreamPart[]; readonly failure?: LlmrrError };
}

function batchReader({ relay, ...options }: Omit<ReadStreamOptions, 'signal'>): BatchReader {
  const reader = answerReader(options);
  let silent: Uint8Array[] = [];

  return {
    get finished() {
      return reader.finished;
    },
    read({ events, bytes }) {
      const parts: StreamPart[] = [];
      let from = 0;
      for (const { event, data, end } of events) {
        const before = parts.length;
        const read = parse(data);
        try {
          if (read === undefined) reader.skip();
          else reader.read(read.type === undefined && event !== undefined ? { ...read, type: event } : read, parts);
        } catch (error) {
          return { parts, failure: LlmrrError.from(error, 'internal', options.model) };
        }
        const part = parts[before];
        if (!part || !relay) continue;
        const own = bytes.subarray(from, end);
        (part as { raw?: StreamPart['raw'] }).raw = { dialect: 'anthropic', bytes: silent.length === 0 ? own : Buffer.concat([...silent, own]) };
        if (silent.length > 0) silent = [];
        from = end;
      }
      if (relay && from < bytes.length) silent.push(bytes.subarray(from));
      return { parts };
    },
  };
}

function parse(data: string): { readonly type?: unknown } | undefined {
  try {
    const read: unknown = JSON.parse(data);
    return typeof read === 'object' && read !== null ? read : undefined;
  } catch {
    return undefined;
  }
}

/** A connection that breaks off in the body is a cut; time limits and the caller's abort stay what they are. */
function broken(error: unknown, options: AnswerReaderOptions): unknown {
  return LlmrrError.is(error, 'unavailable') ? cut(options, error) : error;
}

function cut({ model, context }: AnswerReaderOptions, cause?: unknown): LlmrrError {
  return new LlmrrError('stream-cut', `${model}: ${context.provider} ended the stream before message_stop, so the answer is incomplete`, { cause, details: { provider: context.provider, phase: 'body' } });
}
