import type { Decision } from './decision.ts';

/** Token counts of one answer. `inputTokens` includes the cached ones, `outputTokens` includes reasoning. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly reasoningTokens?: number;
  /** Counted by us, because the vendor sent none. */
  readonly estimated?: boolean;
  /** The price that the vendor itself reported, in US dollars. */
  readonly costUsd?: number;
}

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other';

export interface TokenLogprob {
  readonly token: string;
  /** Natural logarithm. */
  readonly logprob: number;
  readonly bytes?: readonly number[] | null;
  readonly top?: readonly { readonly token: string; readonly logprob: number; readonly bytes?: readonly number[] | null }[];
}

/**
 * The vendor's own encoding of this part, for relay to a client of the same dialect without encoding it again. If one
 * part of a stream has it, all have: joined they are the vendor's bytes. Empty bytes: covered by an earlier part. A
 * `usage` part carries the bytes of no other event, `finish` carries the terminal marker.
 */
export interface RawPart {
  readonly dialect: 'openai-chat' | 'openai-responses' | 'anthropic';
  /** For `delivery: 'parts'` whole SSE events with their blank line; for `whole` the JSON body, on the `start` part. */
  readonly bytes: Uint8Array;
}

interface BasePart {
  readonly raw?: RawPart;
}

/** First, once: known before any content. */
export interface StartPart extends BasePart {
  readonly type: 'start';
  /** Model that answers, by our id. */
  readonly model: string;
  /** The vendor's own name of the model, as it reported it. */
  readonly vendorModel?: string;
  /** The vendor's id of the response. */
  readonly responseId?: string;
  /** Set by a router: what was decided so far. */
  readonly decision?: Decision;
}

/** `index` numbers the blocks of an answer from 0, in order; a block may come in many parts. */
export interface TextPart extends BasePart {
  readonly type: 'text';
  readonly index: number;
  readonly text: string;
  readonly logprobs?: readonly TokenLogprob[];
}
export interface RefusalPart extends BasePart {
  readonly type: 'refusal';
  readonly index: number;
  readonly text: string;
}
/** The last part of a block carries `signature`, or the block is one part with `redacted`. */
export interface ReasoningPart extends BasePart {
  readonly type: 'reasoning';
  readonly index: number;
  readonly text: string;
  readonly signature?: string;
  readonly redacted?: string;
}
/** The first part of a block carries `id` and `name`; `arguments` are pieces of one JSON text. */
export interface ToolCallPart extends BasePart {
  readonly type: 'tool-call';
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly arguments: string;
}
/** Cumulative; the last one counts. */
export interface UsagePart extends BasePart {
  readonly type: 'usage';
  readonly usage: Usage;
}
/** A block or event that we do not know, in its place. */
export interface VendorPart extends BasePart {
  readonly type: 'vendor';
  readonly index?: number;
  readonly vendor: string;
  readonly block: unknown;
}
/** Last, once: only now is the answer complete. */
export interface FinishPart extends BasePart {
  readonly type: 'finish';
  readonly reason: FinishReason;
  /** The vendor's own word for it. */
  readonly vendorReason?: string;
  readonly stopSequence?: string;
  /** Set by a router: the whole record. */
  readonly decision?: Decision;
}

export type StreamPart =
  | StartPart
  | TextPart
  | RefusalPart
  | ReasoningPart
  | ToolCallPart
  | UsagePart
  | VendorPart
  | FinishPart;

/** Whether something of the answer itself went out with this part; before that, another model may still be tried. */
export function isContent(part: { readonly type: string }): boolean {
  return part.type !== 'start' && part.type !== 'usage';
}
