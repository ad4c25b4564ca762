import type { RawPart, StreamPart } from '@llmrr/core';

type Mutable<Part> = Part extends StreamPart ? { -readonly [Key in keyof Part]: Part[Key] } : never;
type MutablePart = Mutable<StreamPart>;

interface Draft {
  readonly part: MutablePart;
  /** Its bytes in the read; none if start is end. */
  start: number;
  end: number;
}

const nothing = new Uint8Array(0);

/**
 * Gathers the parts of one network read and shares out the bytes of its events, so that the `raw` of all parts, joined,
 * is the vendor's stream. Neighbouring pieces of one block become one part. Of several parts from one event one has the
 * bytes and the others have none; an event that says nothing new is added to the part before it. A `usage` part
 * never takes bytes of another event, so that a relay may leave it out.
 */
export class PartSink {
  readonly #dialect: RawPart['dialect'];
  #bytes: Uint8Array = nothing;
  #drafts: Draft[] = [];
  /** Of the current event: where it lies, its first draft, and whether its bytes are given out. */
  #start = 0;
  #end = 0;
  #first = 0;
  #settled = true;
  /** The last content part of the whole stream. */
  #content: MutablePart | undefined;
  /** Bytes of events before any content that said nothing. */
  #carried: Uint8Array = nothing;
  #mergeable = true;

  constructor(dialect: RawPart['dialect']) {
    this.#dialect = dialect;
  }

  /** Begins a read. */
  open(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#mergeable = true;
  }

  /** Begins an event, whose bytes are [start, end) of the read. */
  event(start: number, end: number): void {
    this.#start = start;
    this.#end = end;
    this.#first = this.#drafts.length;
    this.#settled = false;
  }

  /** Leaves out the bytes of the current event. */
  skip(): void {
    this.#settled = true;
    this.#mergeable = false;
  }

  add(part: StreamPart): void {
    const fresh: MutablePart = part;
    const before = this.#drafts.at(-1);
    if (before && (this.#mergeable || this.#first < this.#drafts.length) && merged(before.part, fresh)) {
      if (this.#first === this.#drafts.length) this.#extend(before);
      return;
    }
    this.#drafts.push({ part: fresh, start: this.#end, end: this.#end });
    this.#mergeable = true;
    if (fresh.type !== 'start' && fresh.type !== 'usage') this.#content = fresh;
  }

  /** Ends an event, or gives out its bytes before a part that must not have them. */
  settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    const own = this.#own();
    if (own) {
      own.start = this.#start;
      own.end = this.#end;
      return;
    }
    const before = this.#drafts.at(-1);
    if (before && before.part.type !== 'usage' && this.#mergeable) return this.#extend(before);
    if (this.#content) this.#drafts.push({ part: continuation(this.#content), start: this.#start, end: this.#end });
    else this.#carried = Buffer.concat([this.#carried, this.#bytes.subarray(this.#start, this.#end)]);
  }

  /** The parts of the read. */
  take(): StreamPart[] {
    const parts: StreamPart[] = [];
    for (const { part, start, end } of this.#drafts) {
      let bytes = start === end ? nothing : this.#bytes.subarray(start, end);
      if (this.#carried.length > 0 && part.type !== 'usage') {
        bytes = Buffer.concat([this.#carried, bytes]);
        this.#carried = nothing;
      }
      part.raw = { dialect: this.#dialect, bytes };
      parts.push(part);
    }
    this.#drafts = [];
    this.#first = 0;
    return parts;
  }

  /** Of the current event's drafts the one that has its bytes: `finish`, so that it carries the end marker, else the first but `usage`. */
  #own(): Draft | undefined {
    const last = this.#drafts.at(-1);
    if (last?.part.type === 'finish') return last;
    for (let index = this.#first; index < this.#drafts.length; index++) {
      if (this.#drafts[index]?.part.type !== 'usage') return this.#drafts[index];
    }
    return this.#drafts[this.#first];
  }

  #extend(draft: Draft): void {
    if (draft.start === draft.end) draft.start = this.#start;
    draft.end = this.#end;
    this.#settled = true;
  }
}

/** Adds a piece to the part before it, if both are pieces of one block. */
function merged(before: MutablePart, piece: MutablePart): boolean {
  switch (piece.type) {
    case 'text':
      if (before.type !== 'text' || before.index !== piece.index || !before.logprobs !== !piece.logprobs) return false;
      before.text += piece.text;
      if (before.logprobs && piece.logprobs) before.logprobs = [...before.logprobs, ...piece.logprobs];
      return true;
    case 'refusal':
      if (before.type !== 'refusal' || before.index !== piece.index) return false;
      before.text += piece.text;
      return true;
    case 'reasoning':
      if (before.type !== 'reasoning' || before.index !== piece.index || before.signature !== undefined || piece.signature !== undefined) return false;
      before.text += piece.text;
      return true;
    case 'tool-call':
      if (before.type !== 'tool-call' || before.index !== piece.index || piece.id !== undefined) return false;
      before.arguments += piece.arguments;
      return true;
    default:
      return false;
  }
}

/** A part of the same block that says nothing. */
function continuation(part: MutablePart): MutablePart {
  switch (part.type) {
    case 'tool-call':
      return { type: 'tool-call', index: part.index, arguments: '' };
    case 'text':
    case 'refusal':
    case 'reasoning':
      return { type: part.type, index: part.index, text: '' };
    default:
      return { type: 'text', index: 0, text: '' };
  }
}
