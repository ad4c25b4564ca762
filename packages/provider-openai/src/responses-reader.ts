import type { FinishReason, StreamPart, TokenLogprob } from '@llmrr/core';

import { bodyError, type Asked } from './api-error.ts';
import { reasoningSignature } from './responses-input.ts';
import { usageOf } from './usage.ts';
import { list, record, string, type Wire } from './wire.ts';

interface Block {
  readonly index: number;
  /** Something of it was already said. */
  said: boolean;
}

/** Reads output items of the responses API, whole or piece by piece, into parts; numbers the blocks. */
export class ResponsesReader {
  readonly #model: string;
  readonly #asked: Asked;
  readonly #out: { add(part: StreamPart): void };
  readonly #blocks = new Map<string, Block>();
  #started = false;
  #next = 0;
  #called = false;

  constructor(model: string, asked: Asked, out: { add(part: StreamPart): void }) {
    this.#model = model;
    this.#asked = asked;
    this.#out = out;
  }

  start(response: Wire): void {
    if (this.#started) return;
    this.#started = true;
    const vendorModel = string(response['model']);
    const responseId = string(response['id']);
    this.#out.add({ type: 'start', model: this.#model, ...(vendorModel && { vendorModel }), ...(responseId && { responseId }) });
  }

  /** `key` names the item, and the content part within it. */
  text(key: string, text: string, logprobs?: unknown): void {
    const block = this.#block(key);
    if (text === '') return;
    block.said = true;
    const tokens = Array.isArray(logprobs) && logprobs.length > 0 ? logprobs.map(tokenLogprob) : undefined;
    this.#out.add({ type: 'text', index: block.index, text, ...(tokens && { logprobs: tokens }) });
  }

  refusal(key: string, text: string): void {
    const block = this.#block(key);
    if (text === '') return;
    block.said = true;
    this.#out.add({ type: 'refusal', index: block.index, text });
  }

  reasoning(key: string, text: string): void {
    const block = this.#block(key);
    if (text === '') return;
    block.said = true;
    this.#out.add({ type: 'reasoning', index: block.index, text });
  }

  /** A further section of a summary is set off by an empty line. */
  section(key: string): void {
    if (this.#blocks.get(key)?.said) this.reasoning(key, '\n\n');
  }

  toolCall(key: string, item: Wire): void {
    const block = this.#block(key);
    this.#called = true;
    const given = string(item['arguments']) ?? '';
    block.said = given !== '';
    this.#out.add({ type: 'tool-call', index: block.index, id: string(item['call_id']) ?? string(item['id']) ?? '', name: string(item['name']) ?? '', arguments: given });
  }

  toolArguments(key: string, piece: string): void {
    const block = this.#block(key);
    if (piece === '') return;
    block.said = true;
    this.#out.add({ type: 'tool-call', index: block.index, arguments: piece });
  }

  /** A complete item: adds of it what was not said before. */
  item(key: string, item: Wire): void {
    switch (item['type']) {
      case 'message':
        for (const [position, entry] of list(item['content']).entries()) this.#messagePart(`${key}.${position}`, record(entry));
        return;
      case 'reasoning':
        return this.#reasoningItem(key, item);
      case 'function_call': {
        const block = this.#blocks.get(key);
        if (!block) this.toolCall(key, item);
        else if (!block.said) this.toolArguments(key, string(item['arguments']) ?? '');
        return;
      }
      default:
        this.#out.add({ type: 'vendor', index: this.#block(key).index, vendor: this.#asked.provider, block: item });
    }
  }

  /** Usage and `finish` of a response that came to its end. Throws the error of one that failed. */
  finish(response: Wire): void {
    const status = string(response['status']);
    if (status === 'failed' || response['error']) throw bodyError(response['error'] ?? { message: 'the response failed' }, this.#asked);
    const usage = usageOf(response['usage']);
    if (usage) this.#out.add({ type: 'usage', usage });
    const why = string(record(response['incomplete_details'])['reason']);
    this.#out.add({ type: 'finish', reason: this.#reason(status, why), vendorReason: why ?? status ?? 'completed' });
  }

  #reason(status: string | undefined, why: string | undefined): FinishReason {
    if (status === 'incomplete') return why === 'max_output_tokens' ? 'length' : why === 'content_filter' ? 'content-filter' : 'other';
    return this.#called ? 'tool-calls' : status === undefined || status === 'completed' ? 'stop' : 'other';
  }

  #messagePart(key: string, part: Wire): void {
    const said = this.#blocks.get(key)?.said === true;
    if (part['type'] === 'refusal') {
      if (!said) this.refusal(key, string(part['refusal']) ?? '');
      return;
    }
    if (!said) this.text(key, string(part['text']) ?? '', part['logprobs']);
    const annotations = list(part['annotations']);
    if (annotations.length > 0) this.#out.add({ type: 'vendor', vendor: this.#asked.provider, block: { annotations } });
  }

  #reasoningItem(key: string, item: Wire): void {
    if (this.#blocks.get(key)?.said !== true) {
      const sections = [...list(item['summary']), ...list(item['content'])].map((entry) => string(record(entry)['text']) ?? '');
      this.reasoning(key, sections.filter((text) => text !== '').join('\n\n'));
    }
    const encrypted = string(item['encrypted_content']);
    const { index } = this.#block(key);
    if (encrypted) this.#out.add({ type: 'reasoning', index, text: '', signature: reasoningSignature(string(item['id']) ?? '', encrypted) });
  }

  #block(key: string): Block {
    let block = this.#blocks.get(key);
    if (!block) this.#blocks.set(key, (block = { index: this.#next++, said: false }));
    return block;
  }
}

function tokenLogprob(entry: unknown): TokenLogprob {
  const { top_logprobs: top, ...token } = record(entry);
  return { ...(token as unknown as TokenLogprob), ...(Array.isArray(top) && { top: top as NonNullable<TokenLogprob['top']> }) };
}
