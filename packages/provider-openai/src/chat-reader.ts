import type { StreamPart, TokenLogprob, Usage } from '@llmrr/core';

import { bodyError, type Asked } from './api-error.ts';
import { finishReason } from './finish-reason.ts';
import { usageOf } from './usage.ts';
import { list, number, record, string, unknownFields, type Wire } from './wire.ts';

const answerFields = new Set(['id', 'object', 'created', 'model', 'choices', 'usage', 'error', 'obfuscation']);
const messageFields = new Set(['role', 'content', 'refusal', 'tool_calls', 'function_call', 'reasoning_content', 'reasoning', 'obfuscation']);

/** Reads a message, or the deltas of one, into parts; numbers the blocks. */
export class ChatReader {
  finished = false;
  readonly #model: string;
  readonly #asked: Asked;
  readonly #out: { add(part: StreamPart): void };
  #started = false;
  #blocks = 0;
  #open: { readonly type: 'text' | 'refusal' | 'reasoning'; readonly index: number } | undefined;
  readonly #tools: { readonly wire: number | undefined; readonly id: string; readonly index: number }[] = [];
  #messageExtras: Record<string, unknown> | undefined;
  #answerExtras: Record<string, unknown> | undefined;
  #vendorReason: string | undefined;
  #stopSequence: string | undefined;

  constructor(model: string, asked: Asked, out: { add(part: StreamPart): void }) {
    this.#model = model;
    this.#asked = asked;
    this.#out = out;
  }

  get started(): boolean {
    return this.#started;
  }

  start(answer: Wire): void {
    if (this.#started) return;
    this.#started = true;
    const vendorModel = string(answer['model']);
    const responseId = string(answer['id']);
    this.#out.add({ type: 'start', model: this.#model, ...(vendorModel && { vendorModel }), ...(responseId && { responseId }) });
    this.extras(answer);
  }

  /** Keeps the fields of the answer itself that we do not know. */
  extras(answer: Wire): void {
    const extras = unknownFields(answer, answerFields);
    if (extras) this.#answerExtras = { ...this.#answerExtras, ...extras };
  }

  /** `message` is the choice's message or delta. */
  choice(choice: Wire, message: Wire): void {
    const logprobs = choice['logprobs'] ? tokenLogprobs(record(choice['logprobs'])['content']) : undefined;
    const thought = string(message['reasoning_content']) ?? string(message['reasoning']);
    if (thought) this.#text('reasoning', thought);
    const content = message['content'];
    if (typeof content === 'string') {
      if (content !== '' || logprobs) this.#text('text', content, logprobs);
    } else if (Array.isArray(content)) {
      for (const part of content) this.#contentPart(record(part));
    }
    const refusal = string(message['refusal']);
    if (refusal) this.#text('refusal', refusal);
    if (message['tool_calls']) for (const call of list(message['tool_calls'])) this.#toolCall(record(call));
    if (message['function_call']) this.#toolCall({ index: 0, function: message['function_call'] });
    const extras = unknownFields(message, messageFields);
    if (extras) this.#keep(extras);
    const reason = string(choice['finish_reason']);
    if (reason === undefined) return;
    if (reason === 'error' || reason === 'insufficient_system_resource') throw bodyError(choice['error'] ?? { message: `finish_reason ${reason}`, type: reason }, this.#asked);
    this.#vendorReason = reason;
    this.#stopSequence = string(choice['stop_reason']) ?? string(choice['matched_stop']);
    this.finished = true;
  }

  usage(wire: unknown): Usage | undefined {
    const usage = usageOf(wire);
    if (usage) this.#out.add({ type: 'usage', usage });
    return usage;
  }

  finish(): void {
    if (this.#messageExtras) this.#out.add({ type: 'vendor', index: this.#blocks++, vendor: this.#asked.provider, block: this.#messageExtras });
    if (this.#answerExtras) this.#out.add({ type: 'vendor', vendor: this.#asked.provider, block: this.#answerExtras });
    const vendorReason = this.#vendorReason;
    this.#out.add({
      type: 'finish',
      reason: finishReason(vendorReason, this.#tools.length > 0),
      ...(vendorReason !== undefined && { vendorReason }),
      ...(this.#stopSequence !== undefined && { stopSequence: this.#stopSequence }),
    });
  }

  #text(type: 'text' | 'refusal' | 'reasoning', text: string, logprobs?: readonly TokenLogprob[]): void {
    if (this.#open?.type !== type) this.#open = { type, index: this.#blocks++ };
    const { index } = this.#open;
    this.#out.add(logprobs && type === 'text' ? { type, index, text, logprobs } : { type, index, text });
  }

  /** Mistral's reasoning models answer in typed parts. */
  #contentPart(part: Wire): void {
    if (part['type'] === 'thinking') {
      const thinking = part['thinking'];
      const text = typeof thinking === 'string' ? thinking : list(thinking).map((piece) => string(record(piece)['text']) ?? '').join('');
      if (text) this.#text('reasoning', text);
      return;
    }
    const text = string(part['text']);
    if (text === undefined) this.#keep({ content: [part] });
    else if (text !== '') this.#text('text', text);
  }

  #toolCall(call: Wire): void {
    const wire = number(call['index']);
    const given = string(call['id']) || undefined;
    const called = record(call['function']);
    const name = string(called['name']) || undefined;
    const args = called['arguments'];
    const piece = typeof args === 'string' ? args : args === undefined || args === null ? '' : JSON.stringify(args);
    const known = this.#knownTool(wire, given, name);
    if (known) return this.#out.add({ type: 'tool-call', index: known.index, arguments: piece });
    if (name === undefined) return this.#keep({ tool_calls: [call] });
    const opened = { wire, id: given ?? `call_${this.#tools.length}`, index: this.#blocks++ };
    this.#tools.push(opened);
    this.#open = undefined;
    this.#out.add({ type: 'tool-call', index: opened.index, id: opened.id, name, arguments: piece });
  }

  /** By index; but Gemini numbers every call 0, and some leave the number out: a new id with a name is a new call. */
  #knownTool(wire: number | undefined, id: string | undefined, name: string | undefined): { readonly index: number } | undefined {
    const fresh = name !== undefined && id !== undefined && !this.#tools.some((tool) => tool.id === id);
    if (fresh) return undefined;
    if (wire === undefined) return id === undefined ? (name === undefined ? this.#tools.at(-1) : undefined) : this.#tools.find((tool) => tool.id === id);
    return this.#tools.findLast((tool) => tool.wire === wire);
  }

  /** Lists grow, pieces of one reasoning detail are joined, and of other values the last one counts. */
  #keep(extras: Record<string, unknown>): void {
    const kept = (this.#messageExtras ??= {});
    for (const [field, value] of Object.entries(extras)) {
      const before = kept[field];
      if (Array.isArray(before) && Array.isArray(value)) for (const item of value) pushJoined(before, item);
      else if (isRecord(before) && isRecord(value)) kept[field] = joined(before, value);
      else kept[field] = Array.isArray(value) ? [...(value as unknown[])] : value;
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pushJoined(items: unknown[], item: unknown): void {
  const before = items.at(-1);
  const piece = isRecord(before) && isRecord(item) && typeof item['index'] === 'number' && before['index'] === item['index'] && before['type'] === item['type'];
  if (piece) items[items.length - 1] = joined(before, item, new Set(['text', 'summary', 'data']));
  else items.push(item);
}

/** Audio and reasoning come in pieces of base64 or text. */
function joined(before: Record<string, unknown>, piece: Record<string, unknown>, growing: ReadonlySet<string> = new Set(['data', 'transcript'])): Record<string, unknown> {
  const both = { ...before, ...piece };
  for (const field of growing) {
    const [first, second] = [before[field], piece[field]];
    if (typeof first === 'string' && typeof second === 'string') both[field] = first + second;
  }
  return both;
}

function tokenLogprobs(content: unknown): readonly TokenLogprob[] | undefined {
  if (!Array.isArray(content)) return undefined;
  return content.map((entry) => {
    const { top_logprobs: top, ...token } = record(entry);
    return { ...(token as unknown as TokenLogprob), ...(Array.isArray(top) && { top: top as NonNullable<TokenLogprob['top']> }) };
  });
}
