import type { GenerateResult, StreamChunk, StreamResult } from '@llmrr/core';
import { plain } from './plain-error.ts';
import { shapes, type ResultV1_0, type ResultV1_2 } from './shapes.ts';
import type { Version } from './versions.ts';

export interface VersionStream extends AsyncIterable<StreamChunk> {
  on(event: 'token' | 'chunk', listener: (chunk: StreamChunk) => void): VersionStream;
  on(event: 'end' | 'complete', listener: (result: ResultV1_0 | ResultV1_2) => void): VersionStream;
  on(event: 'error', listener: (error: unknown) => void): VersionStream;
}

/** The same stream with the event names, the final shape and the errors of that version, begun when `before` is done. */
export function versionStream(stream: StreamResult, { events, result, plainErrors }: Version, before: Promise<unknown> = Promise.resolve()): VersionStream {
  const told = (error: unknown): unknown => (plainErrors ? plain(error) : error);
  const face = {
    async *[Symbol.asyncIterator](): AsyncGenerator<StreamChunk> {
      try {
        await before;
        yield* stream;
      } catch (error) {
        throw told(error);
      }
    },
    on(event: string, listener: (value: never) => void): VersionStream {
      const call = listener as (value: unknown) => void;
      before.then(
        () => {
          if (event === events.chunk) stream.on('chunk', call);
          else if (event === events.complete) stream.on('complete', (complete: GenerateResult) => call(shapes[result](complete)));
          else if (event === 'error') stream.on('error', (error) => call(told(error)));
        },
        (error: unknown) => event === 'error' && call(told(error)),
      );
      return face;
    },
  } satisfies VersionStream as VersionStream;
  return face;
}
