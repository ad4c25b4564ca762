import { abortError, doneEvent, openAiError, totalUsage, type ChatEvents, type ChatRelay, type Decision, type StreamPart, type Usage } from '@llmrr/core';
import { decisionHeaders } from './decision-headers.ts';
import type { Dialect } from './dialect.ts';
import type { EventStream } from './event-stream.ts';
import type { Exchange } from './exchange.ts';
import { fanOut } from './fan-out.ts';
import { toError } from './send-error.ts';
import type { Settings } from './server-options.ts';
import type { Asked } from './whole-answer.ts';

export interface AskedStream extends Asked {
  readonly includeUsage: boolean;
}

interface Opened {
  readonly first: StreamPart;
  readonly rest: AsyncIterator<StreamPart>;
}

/** Answers with server-sent events: the upstream's own where nothing of them must be changed. A failure before the first content is still a plain error response. */
export async function streamedAnswer(exchange: Exchange, { router }: Settings, dialect: Dialect, { calls, decision: inBody, includeUsage, ...pick }: AskedStream): Promise<void> {
  const opened = await Promise.all((await fanOut(router, calls, pick)).map(open));
  const { first } = opened[0]!;
  const start = first.type === 'start' ? first : undefined;
  const relay = opened.length === 1 && !inBody ? dialect.relay(first, { includeUsage }) : undefined;
  const headers = decisionHeaders(exchange.requestId, start?.decision, exchange.latencyMs);
  headers['content-type'] = 'text/event-stream; charset=utf-8';
  headers['cache-control'] = 'no-cache';
  headers['x-accel-buffering'] = 'no';
  const stream = exchange.openStream(headers);
  const events = dialect.events({
    id: (relay && start?.responseId) ?? dialect.idPrefix + exchange.requestId,
    createdSeconds: relay?.createdSeconds ?? Math.floor(router.clock.wall() / 1000),
    model: start?.vendorModel ?? start?.model ?? '',
    includeUsage,
  });

  try {
    if (relay) await passOn(stream, opened[0]!, relay, events, exchange.signal);
    else await writeAll(stream, opened, events, { signal: exchange.signal, inBody, includeUsage });
  } catch (thrown) {
    const error = toError(thrown);
    if (error.code === 'internal') exchange.log(thrown);
    exchange.abort();
    // No end marker behind it: what came is not the whole answer.
    if (!stream.gone) void stream.write(`data: ${JSON.stringify(openAiError(error))}\n\n`);
  }
  stream.end();
}

async function open(parts: AsyncIterable<StreamPart>): Promise<Opened> {
  const rest = parts[Symbol.asyncIterator]();
  const next = await rest.next();
  return { first: next.done ? { type: 'finish', reason: 'other' } : next.value, rest };
}

async function passOn(stream: EventStream, opened: Opened, relay: ChatRelay, events: ChatEvents, signal: AbortSignal): Promise<void> {
  const encode = events.choice(0);
  await eachPart(opened, signal, (part) => {
    const bytes = relay.bytes(part) ?? encode(part);
    return bytes.length > 0 ? stream.write(bytes) : undefined;
  });
  if (!relay.ended) void stream.write(doneEvent);
}

async function writeAll(stream: EventStream, opened: readonly Opened[], events: ChatEvents, { signal, inBody, includeUsage }: { signal: AbortSignal; inBody: boolean; includeUsage: boolean }): Promise<void> {
  const decisions: Decision[] = [];
  const usages: (Usage | null)[] = opened.map(() => null);
  let left = opened.length;

  const write = (one: Opened, index: number): Promise<void> => {
    const encode = events.choice(index);
    return eachPart(one, signal, (part) => {
      if (part.type === 'usage') usages[index] = part.usage;
      let carried: readonly Decision[] | undefined;
      if (part.type === 'finish') {
        left--;
        if (part.decision) decisions[index] = part.decision;
        // On the last event of the stream: that of the usage, if one follows.
        if (inBody && left === 0 && !(includeUsage && totalUsage(usages))) carried = decisions;
      }
      const text = encode(part, carried);
      return text ? stream.write(text) : undefined;
    });
  };
  await Promise.all(opened.map(write));
  void stream.write(events.usage(totalUsage(usages), inBody ? decisions : undefined) + doneEvent);
}

/** Waits where `write` asks for it; whatever ends it, the source is told. */
async function eachPart({ first, rest }: Opened, signal: AbortSignal, write: (part: StreamPart) => Promise<void> | undefined): Promise<void> {
  try {
    for (let part = first; ; ) {
      if (signal.aborted) throw abortError(signal);
      const wait = write(part);
      if (wait) await wait;
      const next = await rest.next();
      if (next.done) return;
      part = next.value;
    }
  } finally {
    await rest.return?.();
  }
}
