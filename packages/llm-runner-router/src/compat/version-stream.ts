import type { GenerateResult, StreamChunk, StreamResult } from '@llmrr/core';
import { shapes } from './shapes.ts';
import type { Version } from './versions.ts';

export interface VersionStream extends AsyncIterable<StreamChunk> {
  on(event: string, listener: (value: never) => void): VersionStream;
}

/** The same stream with the event names and the final shape of that version. */
export function versionStream(stream: StreamResult, { events, result }: Version): VersionStream {
  const face: VersionStream = {
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
    on(event, listener) {
      if (event === events.chunk) stream.on('chunk', listener as (chunk: StreamChunk) => void);
      else if (event === events.complete) stream.on('complete', (complete: GenerateResult) => (listener as (value: unknown) => void)(shapes[result](complete)));
      else if (event === 'error') stream.on('error', listener as (error: unknown) => void);
      return face;
    },
  };
  return face;
}
