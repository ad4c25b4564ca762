import { isAscii } from 'node:buffer';

import { LlmrrError } from '@llmrr/core';

import type { ServerSentEvent } from './server-sent-event.ts';

/** An event and where its bytes lie: `batch.bytes.subarray(start, end)`, its blank line included. */
export interface DecodedEvent extends ServerSentEvent {
  readonly start: number;
  readonly end: number;
}

export interface EventBatch {
  readonly events: readonly DecodedEvent[];
  readonly bytes: Uint8Array;
}

export interface EventDecoder {
  /** The events that this chunk completes; a chunk may be cut anywhere. Throws `bad-gateway` when one grows beyond the cap. */
  push(chunk: Uint8Array): EventBatch;
  /** What is left at the end of the stream: an event without its blank line, as careless servers send, or nothing. */
  end(): EventBatch;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const nothing: EventBatch = { events: [], bytes: new Uint8Array(0) };

/** Server-sent events out of raw bytes, a network read at a time. Property-tested against eventsource-parser. */
export function eventDecoder({ maxEventBytes = 16 * 1024 * 1024 }: { readonly maxEventBytes?: number } = {}): EventDecoder {
  /** Bytes of an event that is not complete; grows by doubling, so that a large event costs linear time. */
  let pending = Buffer.alloc(0);
  let pendingBytes = 0;
  let first = true;

  function append(chunk: Uint8Array): Buffer {
    const needed = pendingBytes + chunk.length;
    if (pending.length < needed) {
      const grown = Buffer.allocUnsafe(Math.max(needed, pending.length * 2));
      pending.copy(grown, 0, 0, pendingBytes);
      pending = grown;
    }
    pending.set(chunk, pendingBytes);
    pendingBytes = needed;
    return pending.subarray(0, needed);
  }

  function keep(rest: Buffer): void {
    if (rest.length > maxEventBytes) {
      throw new LlmrrError('bad-gateway', `a server-sent event is larger than the ${maxEventBytes} bytes that maxEventBytes allows`, {
        details: { limitBytes: maxEventBytes, phase: 'body' },
      });
    }
    // The buffer in use may have been handed out, so the rest moves into one of its own.
    pending = rest.length === 0 ? pending.subarray(0, 0) : Buffer.from(rest);
    pendingBytes = rest.length;
  }

  function take(complete: Buffer): EventBatch {
    let bytes = complete;
    if (first) {
      first = false;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    }
    return { events: parseLines(bytes), bytes };
  }

  return {
    push(chunk) {
      const data = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const searchFrom = pendingBytes === 0 ? 0 : Math.max(0, pendingBytes - 2);
      const joined = pendingBytes > 0;
      const all = joined ? append(data) : data;
      const boundary = lastBoundary(all, searchFrom);
      if (boundary === 0) {
        if (!joined) keep(all);
        else if (pendingBytes > maxEventBytes) keep(all);
        return nothing;
      }
      // If a CR ended this batch, an LF behind it opens the next one as one more blank line, which changes nothing.
      const batch = take(all.subarray(0, boundary));
      keep(all.subarray(boundary));
      return batch;
    },
    end() {
      const rest = pending.subarray(0, pendingBytes);
      keep(rest.subarray(rest.length));
      if (rest.length === 0) return nothing;
      return take(Buffer.concat([rest, Buffer.from('\n\n')]));
    },
  };
}

/** Index behind the last blank line that ends at or after `from`, 0 if there is none; `from` is 0 or within a line. */
function lastBoundary(data: Buffer, from: number): number {
  if (data.indexOf(CR, from) === -1) {
    // Only the new bytes are searched, so that an event in many pieces costs linear time.
    const at = data.subarray(from).lastIndexOf('\n\n', undefined, 'latin1');
    if (at !== -1) return from + at + 2;
    return from === 0 && data[0] === LF ? 1 : 0;
  }
  let boundary = 0;
  let lineBytes = from === 0 ? 0 : 1;
  for (let index = from; index < data.length; index++) {
    const byte = data[index];
    if (byte !== LF && byte !== CR) {
      lineBytes++;
      continue;
    }
    if (byte === CR && data[index + 1] === LF) index++;
    if (lineBytes === 0) boundary = index + 1;
    lineBytes = 0;
  }
  return boundary;
}

function parseLines(bytes: Buffer): DecodedEvent[] {
  // One character per byte, so that positions in the text are positions in the bytes.
  const text = bytes.toString('latin1');
  const ascii = isAscii(bytes);
  const slice = (from: number, to: number): string => (ascii ? text.slice(from, to) : bytes.toString('utf8', from, to));
  const returns = text.includes('\r');
  const events: DecodedEvent[] = [];
  let event: string | undefined;
  let id: string | undefined;
  let data: string | undefined;
  let start = 0;
  let at = 0;
  while (at < text.length) {
    let lineEnd = text.indexOf('\n', at);
    if (lineEnd === -1) lineEnd = text.length;
    let next = lineEnd + 1;
    if (returns) {
      const carriage = text.indexOf('\r', at);
      if (carriage !== -1 && carriage < lineEnd) {
        if (carriage + 1 < lineEnd) next = carriage + 1;
        lineEnd = carriage;
      }
    }
    if (lineEnd === at) {
      if (data !== undefined) events.push(decoded(data, event, id, start, Math.min(next, text.length)));
      event = id = data = undefined;
      start = next;
    } else if (text.startsWith('data:', at)) {
      const line = slice(text.charCodeAt(at + 5) === SPACE ? at + 6 : at + 5, lineEnd);
      data = data === undefined ? line : `${data}\n${line}`;
    } else {
      const colon = text.indexOf(':', at);
      const nameEnd = colon === -1 || colon > lineEnd ? lineEnd : colon;
      const name = text.slice(at, nameEnd);
      const value = nameEnd === lineEnd ? '' : slice(text.charCodeAt(nameEnd + 1) === SPACE ? nameEnd + 2 : nameEnd + 1, lineEnd);
      if (name === 'event') event = value || undefined;
      else if (name === 'data') data = data === undefined ? value : `${data}\n${value}`;
      else if (name === 'id' && !value.includes('\0')) id = value;
    }
    at = next;
  }
  return events;
}

function decoded(data: string, event: string | undefined, id: string | undefined, start: number, end: number): DecodedEvent {
  if (id !== undefined) return event === undefined ? { data, id, start, end } : { event, data, id, start, end };
  return event === undefined ? { data, start, end } : { event, data, start, end };
}
