import { eventDecoder } from './event-decoder.ts';
import type { ServerSentEvent } from './server-sent-event.ts';

/** Event by event, for consumers that are not in a hurry; relays use `eventDecoder`. An event without its blank line at the end is dropped, as the standard says. */
export async function* parseEvents(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly maxEventBytes?: number } = {},
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = eventDecoder(options);
  for await (const chunk of chunks) yield* decoder.push(chunk).events;
}
