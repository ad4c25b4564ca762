import { LlmrrError, systemClock, type Clock, type FinishReason, type LanguageCall, type LanguageModel, type ModelCard, type StreamPart } from '@llmrr/core';
import { countInputTokens } from './brain.ts';
import { delay, throwIfAborted } from './delay.ts';
import { cardOf } from './mock-card.ts';
import { blockCounter, partsOf, type Turn } from './script.ts';
import { countTokens } from './token.ts';

export interface ScriptedOptions {
  readonly id: string;
  /** Over a card that can do everything, is free and holds 8192 tokens. */
  readonly card?: Partial<ModelCard>;
  /** The n-th call gets the n-th turn, and one call too many is an error; or a function of the call. */
  readonly turns: readonly Turn[] | ((call: LanguageCall, index: number) => Turn);
  /** What delays are measured on. */
  readonly clock?: Clock;
}

export interface ScriptedModel extends LanguageModel {
  /** Every call that began, in order. */
  readonly calls: readonly LanguageCall[];
  /** Streams begun and not yet ended, failed or left: above zero at the end of a test is a leak. */
  openStreams(): number;
  readonly closed: () => boolean;
  close(): Promise<void>;
}

/** A model that does what the test says, part by part: text, tool calls, failures before or after content, delays, hangs. */
export function scripted({ id, card, turns, clock = systemClock }: ScriptedOptions): ScriptedModel {
  const calls: LanguageCall[] = [];
  let open = 0;
  let closed = false;

  async function* play(call: LanguageCall, turn: Turn, number: number): AsyncGenerator<StreamPart> {
    const indexOf = blockCounter();
    let started = false;
    let counted = false;
    let outputTokens = 0;
    let reason: FinishReason = 'stop';
    const start: StreamPart = { type: 'start', model: id, vendorModel: id, responseId: `${id}-${number}` };
    const what = `scripted model '${id}'`;
    open++;
    try {
      for (const step of typeof turn === 'string' ? [turn] : turn) {
        throwIfAborted(call.signal, what);
        if (typeof step === 'object') {
          if ('throw' in step) throw step.throw;
          if ('hang' in step) await delay(clock, Infinity, { signal: call.signal, what });
          if ('delayMs' in step) await delay(clock, step.delayMs, { signal: call.signal, what });
          if ('toolCall' in step) reason = 'tool-calls';
          if ('usage' in step) counted = true;
        }
        if (!started && !isSilent(step)) {
          started = true;
          yield start;
        }
        for (const part of partsOf(step, indexOf, number)) {
          throwIfAborted(call.signal, what);
          if ('text' in part) outputTokens += countTokens(part.text);
          if (part.type === 'tool-call') outputTokens += countTokens(part.arguments);
          yield part;
        }
        if (typeof step === 'object' && 'finish' in step) {
          if (!counted) yield usageOf(call, outputTokens);
          yield { type: 'finish', reason: step.finish, ...(step.stopSequence !== undefined && { stopSequence: step.stopSequence }) };
          return;
        }
      }
      throwIfAborted(call.signal, what);
      if (!started) yield start;
      if (!counted) yield usageOf(call, outputTokens);
      yield { type: 'finish', reason };
    } finally {
      open--;
    }
  }

  return {
    id,
    card: cardOf(id, ['text-generation', 'tools', 'parallel-tools', 'images', 'json', 'json-schema', 'reasoning', 'logprobs', 'prefill'], card),
    stream(call) {
      if (closed) return play(call, [{ throw: closedError(id) }], calls.length);
      const index = calls.push(call) - 1;
      const turn = typeof turns === 'function' ? turns(call, index) : turns[index];
      return play(call, turn ?? [{ throw: exhausted(id, turns.length, index) }], index);
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
    calls,
    openStreams: () => open,
    closed: () => closed,
  };
}

function closedError(id: string): LlmrrError {
  return new LlmrrError('not-initialized', `scripted model '${id}' is closed; open another one`);
}

function exhausted(id: string, length: number, index: number): LlmrrError {
  return new LlmrrError('internal', `scripted model '${id}' has ${length} turns and was called ${index + 1} times; give it another turn, or a function`);
}

function isSilent(step: Turn[number]): boolean {
  return typeof step === 'object' && ('delayMs' in step || 'hang' in step || 'throw' in step);
}

function usageOf(call: LanguageCall, outputTokens: number): StreamPart {
  return { type: 'usage', usage: { inputTokens: countInputTokens(call), outputTokens, estimated: true } };
}
