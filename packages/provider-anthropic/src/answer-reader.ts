import type { FinishReason, StreamPart } from '@llmrr/core';

import type { AnswerText } from './answer-text.ts';
import { eventError, type ErrorContext } from './errors.ts';
import { finishReason, laterUsage, usageOf } from './usage.ts';
import { vendorBlock, type VendorBlock } from './vendor-block.ts';
import { wireBlockStart, wireMessageDelta, wireMessageStart, type WireAnswerBlock, type WireMessageDelta, type WireUsage } from './wire.ts';

export interface AnswerReader {
  /** True behind `message_stop`: only then is the answer complete. */
  readonly finished: boolean;
  /** Adds the parts of one event to `parts`. Throws what an `error` event says. Returns false for an event that cannot be read. */
  read(event: unknown, parts: StreamPart[]): boolean;
  /** Counts an event that was not even JSON. */
  skip(): void;
}

export interface AnswerReaderOptions {
  readonly model: string;
  readonly context: ErrorContext;
  readonly text?: AnswerText | undefined;
}

interface ToolBlock {
  readonly type: 'tool';
  readonly input: unknown;
  written: boolean;
}

/** Events of the messages API to parts, for streams and, replayed, for whole answers. */
export function answerReader({ model, context, text }: AnswerReaderOptions): AnswerReader {
  const open = new Map<number, ToolBlock | VendorBlock>();
  /** Our number by the API's: blocks that turn out empty get none, so that ours have no gaps. */
  const numbers = new Map<number, number>();
  let blocks = 0;
  let started = false;
  let finished = false;
  let unreadable = 0;
  let usage: WireUsage = {};
  let reason: FinishReason = 'other';
  let vendorReason: string | undefined;
  let stopSequence: string | undefined;

  function start(parts: StreamPart[], vendorModel?: string | null, responseId?: string | null): void {
    if (started) return;
    started = true;
    parts.push({ type: 'start', model, ...(vendorModel && { vendorModel }), ...(responseId && { responseId }) });
  }

  function numberOf(index: number): number {
    const known = numbers.get(index);
    if (known !== undefined) return known;
    numbers.set(index, blocks);
    return blocks++;
  }

  /** For events, which name a block but are no part of it: the number it has, or gets with its first part. */
  const numberAt = (index: number): number => numbers.get(index) ?? blocks;

  function addText(index: number, piece: string, parts: StreamPart[]): void {
    const shown = text ? text.push(piece) : piece;
    if (shown !== '') parts.push({ type: 'text', index: numberOf(index), text: shown });
  }

  function beginBlock(index: number, block: WireAnswerBlock, parts: StreamPart[]): void {
    switch (block.type) {
      case 'text':
        if (typeof block['text'] === 'string' && block['text'] !== '') addText(index, block['text'], parts);
        for (const citation of Array.isArray(block['citations']) ? block['citations'] : []) {
          event({ type: 'content_block_delta', index: numberAt(index), delta: { type: 'citations_delta', citation } }, parts);
        }
        break;
      case 'thinking': {
        const { thinking, signature } = block;
        const said = typeof thinking === 'string' ? thinking : '';
        const signed = typeof signature === 'string' && signature !== '' ? { signature } : {};
        if (said !== '' || 'signature' in signed) parts.push({ type: 'reasoning', index: numberOf(index), text: said, ...signed });
        break;
      }
      case 'redacted_thinking':
        parts.push({ type: 'reasoning', index: numberOf(index), text: '', redacted: String(block['data'] ?? '') });
        break;
      case 'tool_use':
        open.set(index, { type: 'tool', input: block['input'], written: false });
        parts.push({ type: 'tool-call', index: numberOf(index), id: String(block['id'] ?? ''), name: String(block['name'] ?? ''), arguments: '' });
        break;
      default:
        open.set(index, vendorBlock(block));
    }
  }

  function addDelta(index: number, delta: Readonly<Record<string, unknown>>, whole: Readonly<Record<string, unknown>>, parts: StreamPart[]): void {
    const block = open.get(index);
    if (block?.type === 'vendor') return block.add(delta);
    switch (delta['type']) {
      case 'text_delta':
        if (typeof delta['text'] === 'string') addText(index, delta['text'], parts);
        break;
      case 'input_json_delta':
        if (typeof delta['partial_json'] !== 'string' || delta['partial_json'] === '') break;
        if (block) block.written = true;
        parts.push({ type: 'tool-call', index: numberOf(index), arguments: delta['partial_json'] });
        break;
      case 'thinking_delta':
        if (typeof delta['thinking'] === 'string' && delta['thinking'] !== '') parts.push({ type: 'reasoning', index: numberOf(index), text: delta['thinking'] });
        break;
      case 'signature_delta':
        if (typeof delta['signature'] === 'string') parts.push({ type: 'reasoning', index: numberOf(index), text: '', signature: delta['signature'] });
        break;
      default:
        event({ ...whole, index: numberAt(index) }, parts);
    }
  }

  function endBlock(index: number, parts: StreamPart[]): void {
    const block = open.get(index);
    if (!block) return;
    open.delete(index);
    if (block.type === 'vendor') parts.push({ type: 'vendor', index: numberOf(index), vendor: 'anthropic', block: block.end() });
    // Arguments that came whole, or a call without any: the pieces must still make one JSON text.
    else if (!block.written) parts.push({ type: 'tool-call', index: numberOf(index), arguments: JSON.stringify(block.input ?? {}) });
  }

  /** Without an index: a block of the answer has one, and may go back to the API as it is; an event may not. */
  function event(block: unknown, parts: StreamPart[]): void {
    parts.push({ type: 'vendor', vendor: 'anthropic', block });
  }

  function endMessage({ delta, usage: later }: WireMessageDelta, parts: StreamPart[]): void {
    for (const index of [...open.keys()]) endBlock(index, parts);
    const { stop_reason, stop_sequence, stop_details, container } = delta ?? {};
    if (stop_reason) {
      reason = finishReason(stop_reason);
      vendorReason = stop_reason;
    }
    if (stop_sequence) stopSequence = stop_sequence;
    if (stop_details?.explanation) parts.push({ type: 'refusal', index: blocks++, text: stop_details.explanation });
    if (stop_details || container) {
      event({ type: 'message_delta', delta: { ...(stop_details && { stop_details }), ...(container !== null && container !== undefined && { container }) } }, parts);
    }
    if (later) addUsage(later, parts);
  }

  function addUsage(later: WireUsage, parts: StreamPart[]): void {
    usage = laterUsage(usage, later);
    parts.push({ type: 'usage', usage: usageOf(usage) });
  }

  function finish(parts: StreamPart[]): void {
    for (const index of [...open.keys()]) endBlock(index, parts);
    const rest = text?.end(reason);
    if (rest) parts.push({ type: 'text', index: blocks++, text: rest });
    if (unreadable > 0) event({ type: 'unreadable_events', count: unreadable }, parts);
    finished = true;
    parts.push({ type: 'finish', reason, ...(vendorReason !== undefined && { vendorReason }), ...(stopSequence !== undefined && { stopSequence }) });
  }

  function take(read: Readonly<Record<string, unknown>>, parts: StreamPart[]): boolean {
    switch (read['type']) {
      case 'content_block_delta': {
        // By hand: this is the one event that comes thousands of times.
        const { index, delta } = read;
        if (typeof index !== 'number' || !isRecord(delta)) return false;
        start(parts);
        addDelta(index, delta, read, parts);
        return true;
      }
      case 'content_block_start': {
        const parsed = wireBlockStart.safeParse(read);
        if (!parsed.success) return false;
        start(parts);
        beginBlock(parsed.data.index, parsed.data.content_block, parts);
        return true;
      }
      case 'content_block_stop':
        if (typeof read['index'] !== 'number') return false;
        endBlock(read['index'], parts);
        return true;
      case 'message_start': {
        const parsed = wireMessageStart.safeParse(read);
        if (!parsed.success) return false;
        const { message } = parsed.data;
        if (started) return true;
        start(parts, message.model, message.id);
        if (message.usage) addUsage(message.usage, parts);
        return true;
      }
      case 'message_delta': {
        const parsed = wireMessageDelta.safeParse(read);
        if (!parsed.success) return false;
        start(parts);
        endMessage(parsed.data, parts);
        return true;
      }
      case 'message_stop':
        start(parts);
        finish(parts);
        return true;
      case 'ping':
        return true;
      case 'error':
        throw eventError(read, context);
      default:
        if (typeof read['type'] !== 'string') return false;
        start(parts);
        event(read, parts);
        return true;
    }
  }

  return {
    get finished() {
      return finished;
    },
    read(received, parts) {
      if (finished) return true;
      const understood = isRecord(received) && take(received, parts);
      if (!understood) unreadable++;
      return understood;
    },
    skip() {
      unreadable++;
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
