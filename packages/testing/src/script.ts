import type { FinishReason, StreamPart, TokenLogprob, Usage } from '@llmrr/core';

/** One thing that a scripted answer does; a string is a text part. `block: 'new'` starts another block of the same type. */
export type Step =
  | string
  | { readonly text: string; readonly block?: 'new'; readonly logprobs?: readonly TokenLogprob[] }
  | { readonly reasoning: string; readonly signature?: string; readonly redacted?: string; readonly block?: 'new' }
  | { readonly refusal: string }
  | { readonly toolCall: { readonly name: string; readonly id?: string; /** JSON text, its pieces, or a value. */ readonly arguments: unknown } }
  | { readonly usage: Usage }
  | { readonly vendor: string; readonly block: unknown }
  | { readonly finish: FinishReason; readonly stopSequence?: string }
  | { readonly throw: unknown }
  | { readonly hang: true }
  | { readonly delayMs: number };

/** What one call gets: a text, or steps in order. `start`, `usage` and `finish` are added where the steps do not name them. */
export type Turn = string | readonly Step[];

/** Gives the parts of an answer the indices of their blocks. */
export function blockCounter(): (type: string, fresh: boolean) => number {
  let index = -1;
  let current = '';
  return (type, fresh) => {
    if (fresh || type !== current) index++;
    current = type;
    return index;
  };
}

/** The parts of one step; empty for steps that only steer. */
export function partsOf(step: Step, indexOf: (type: string, fresh: boolean) => number, callNumber: number): readonly StreamPart[] {
  if (typeof step === 'string') return [{ type: 'text', index: indexOf('text', false), text: step }];
  if ('text' in step) {
    return [{ type: 'text', index: indexOf('text', step.block === 'new'), text: step.text, ...(step.logprobs && { logprobs: step.logprobs }) }];
  }
  if ('reasoning' in step) {
    const { reasoning: text, signature, redacted, block } = step;
    const index = indexOf('reasoning', block === 'new');
    return [{ type: 'reasoning', index, text, ...(signature !== undefined && { signature }), ...(redacted !== undefined && { redacted }) }];
  }
  if ('refusal' in step) return [{ type: 'refusal', index: indexOf('refusal', false), text: step.refusal }];
  if ('toolCall' in step) {
    const { name, arguments: given, id } = step.toolCall;
    const index = indexOf('tool-call', true);
    const pieces: readonly string[] = typeof given === 'string' ? [given] : isPieces(given) ? given : [JSON.stringify(given)];
    const [first = '', ...rest] = pieces;
    return [
      { type: 'tool-call', index, id: id ?? `call_${callNumber}_${index}`, name, arguments: first },
      ...rest.map((piece): StreamPart => ({ type: 'tool-call', index, arguments: piece })),
    ];
  }
  if ('vendor' in step) return [{ type: 'vendor', index: indexOf('vendor', true), vendor: step.vendor, block: step.block }];
  if ('usage' in step) return [{ type: 'usage', usage: step.usage }];
  return [];
}

function isPieces(given: unknown): given is readonly string[] {
  return Array.isArray(given) && given.every((each) => typeof each === 'string');
}
