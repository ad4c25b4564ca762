import { expect, test } from '@jest/globals';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';

import { eventDecoder } from './event-decoder.ts';
import { parseEvents } from './parse-events.ts';
import { encodeEvent, type ServerSentEvent } from './server-sent-event.ts';

function decode(chunks: readonly Uint8Array[]): { events: ServerSentEvent[]; bytes: Buffer } {
  const decoder = eventDecoder();
  const events: ServerSentEvent[] = [];
  const raw: Uint8Array[] = [];
  for (const chunk of chunks) {
    const batch = decoder.push(chunk);
    for (const { start, end, ...event } of batch.events) {
      events.push(event);
      raw.push(batch.bytes.slice(start, end));
    }
  }
  return { events, bytes: Buffer.concat(raw) };
}

function oracle(text: string): ServerSentEvent[] {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  // It looks for the byte order mark in undecoded text, which nobody hands it.
  parser.feed(text.replace(/^\uFEFF/, ''));
  return events.map(({ data, event, id }) => ({ data, ...(event && { event }), ...(id !== undefined && { id }) }));
}

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.slice(from, at[index] ?? bytes.length));
}

const field = fc.oneof(
  fc.tuple(fc.constantFrom('data', 'event', 'id', 'retry', 'other', ''), fc.constantFrom(':', ': ', ':  '), fc.string({ unit: 'grapheme', maxLength: 12 })).map((parts) => parts.join('')),
  fc.constantFrom('data', 'event', ': comment', 'data: {"a":"é漢😀"}', 'data:[DONE]'),
);
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r');
const stream = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(fc.oneof(field, fc.constant('')), lineEnd), { maxLength: 30 }), fc.constantFrom('\n', '\r\n', 'mixed'))
  .map(([bom, lines, ends]) => (bom ? '\uFEFF' : '') + lines.map(([line, end]) => line.replace(/[\r\n]/g, '') + (ends === 'mixed' ? end : ends)).join('') + 'data: end\n\n');

test('gives the events that eventsource-parser gives, however the bytes are cut', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (text, cuts) => {
      const { events } = decode(split(Buffer.from(text), cuts));
      expect(events).toEqual(oracle(text));
    }),
    { numRuns: 3_000 },
  );
});

test('the bytes of each event, read again, are that event', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 20 }), (text, cuts) => {
      const first = decode(split(Buffer.from(text), cuts));
      const again = decode([first.bytes]);
      expect(again.events).toEqual(first.events);
      expect(again.bytes.equals(first.bytes)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('never throws anything on bytes of any kind, and keeps positions on invalid UTF-8', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
      const decoder = eventDecoder();
      for (const chunk of chunks) for (const event of decoder.push(chunk).events) expect(event.end).toBeGreaterThan(event.start);
      decoder.end();
    }),
    { numRuns: 1_000 },
  );
  const batch = eventDecoder().push(Buffer.from([...Buffer.from('data: '), 0xe2, 0x82, 0xff, ...Buffer.from('\n\ndata: b\n\n')]));
  expect(batch.events.map((event) => event.data)).toEqual(['\uFFFD\uFFFD', 'b']);
  expect(Buffer.from(batch.bytes.subarray(batch.events[1]!.start, batch.events[1]!.end)).toString()).toBe('data: b\n\n');
});

test('what encodeEvent writes, the decoder reads', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\0]/g, ''));
  fc.assert(
    fc.property(fc.record({ data: fc.string({ unit: 'grapheme' }), event: line, id: line }, { requiredKeys: ['data'] }), (event) => {
      const [read] = decode([Buffer.from(encodeEvent(event))]).events;
      const { event: name, ...rest } = event;
      expect(read).toEqual({ ...rest, ...(name && { event: name }), data: event.data.replace(/\r\n|\r/g, '\n') });
    }),
  );
});

test('the end gives an event that lacks its blank line', () => {
  const decoder = eventDecoder();
  expect(decoder.push(Buffer.from('data: a\n\ndata: [DO')).events).toHaveLength(1);
  decoder.push(Buffer.from('NE]'));
  expect(decoder.end().events).toMatchObject([{ data: '[DONE]' }]);
  expect(decoder.end().events).toEqual([]);
});

test('an event beyond the cap is a bad gateway, however small its pieces', () => {
  for (const bytes of [1_000, 10_000]) {
    const decoder = eventDecoder({ maxEventBytes: 5_000 });
    expect(() => {
      for (let sent = 0; sent < 20_000; sent += bytes) decoder.push(Buffer.alloc(bytes, 'x'));
    }).toThrow(expect.objectContaining({ code: 'bad-gateway' }));
  }
});

test('a large event in many pieces costs linear time', () => {
  const decoder = eventDecoder();
  const piece = Buffer.alloc(1024, 'x');
  const before = performance.now();
  decoder.push(Buffer.from('data: '));
  for (let count = 0; count < 8 * 1024; count++) decoder.push(piece);
  expect(decoder.push(Buffer.from('\n\n')).events[0]?.data).toHaveLength(8 * 1024 ** 2);
  expect(performance.now() - before).toBeLessThan(1_000);
});

test('parseEvents gives them one by one and drops an unfinished one', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('event: ping\ndata: {"type"');
    yield Buffer.from(':"ping"}\n\ndata: cut');
  }
  const seen = [];
  for await (const event of parseEvents(chunks())) seen.push(event);
  expect(seen).toMatchObject([{ event: 'ping', data: '{"type":"ping"}' }]);
});
