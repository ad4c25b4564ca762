import type { RawPart, StreamPart } from '../part.ts';
import { openAiChat } from './openai-chat-request.ts';

/** What OpenAI's schema wants and some vendors leave out: their answers are encoded anew. */
const eventFields = ['"created":', '"object":', '"finish_reason":'].map((field) => Buffer.from(field));
const bodyFields = ['"created":', '"logprobs":', '"refusal":'].map((field) => Buffer.from(field));

export interface ChatRelay {
  /** The bytes to send for this part; `undefined`: it has none and must be encoded. */
  bytes(part: StreamPart): Uint8Array | undefined;
  /** Whether the vendor itself wrote the end marker. */
  readonly ended: boolean;
  /** Of the vendor's own events, for those that are encoded among them. */
  readonly createdSeconds: number | undefined;
}

/** Passes a stream of the same dialect on as it came; `undefined` when the vendor's events are not complete enough for that. */
export function chatRelay(start: StreamPart, { includeUsage }: { readonly includeUsage: boolean }): ChatRelay | undefined {
  const first = rawOf(start);
  // An upstream that was asked for a stream may still have answered with one body.
  if (!first || isObject(first) || !holdsAll(first, eventFields)) return undefined;
  const created = /"created":\s*(\d+)/.exec(Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 1024)).toString('latin1'))?.[1];
  let ended = false;
  return {
    createdSeconds: created === undefined ? undefined : Number(created),
    get ended() {
      return ended;
    },
    bytes(part) {
      const bytes = rawOf(part);
      if (!bytes) return undefined;
      // Asked for by us on every stream; the client sees it only if it asked too.
      if (part.type === 'usage' && !includeUsage) return nothing;
      ended ||= endsWithMarker(bytes);
      return bytes;
    },
  };
}

const nothing = new Uint8Array(0);

/** The vendor's whole body, if it can go to a client of OpenAI's dialect as it is. */
export function relayBody(raw: RawPart | undefined): Uint8Array | undefined {
  return raw?.dialect === openAiChat && isObject(raw.bytes) && holdsAll(raw.bytes, bodyFields) ? raw.bytes : undefined;
}

function rawOf({ raw }: StreamPart): Uint8Array | undefined {
  return raw?.dialect === openAiChat ? raw.bytes : undefined;
}

/** `data: [DONE]`: all other events end with the brace of an object. */
function endsWithMarker(bytes: Uint8Array): boolean {
  let at = bytes.length - 1;
  while (at >= 0 && bytes[at]! <= 0x20) at--;
  return at >= 0 && bytes[at] === 0x5d;
}

function isObject(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length && bytes[at]! <= 0x20) at++;
  return bytes[at] === 0x7b;
}

function holdsAll(bytes: Uint8Array, fields: readonly Buffer[]): boolean {
  const view = viewOf(bytes);
  for (const field of fields) if (!view.includes(field)) return false;
  return true;
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
