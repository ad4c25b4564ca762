import assert from 'node:assert/strict';
import type { FinishPart, LanguageCall, LanguageModel, StartPart, StreamPart, Usage } from '@llmrr/core';

/** A whole answer, and the parts it came in. */
export interface ObservedAnswer {
  readonly parts: readonly StreamPart[];
  readonly start: StartPart;
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly usage: Usage | undefined;
  readonly finish: FinishPart;
}

/** Collects an answer and checks the protocol on the way: one `start` first, blocks in order, one `finish` last. */
export async function observe(model: LanguageModel, call: LanguageCall): Promise<ObservedAnswer> {
  const parts: StreamPart[] = [];
  for await (const part of model.stream(call)) parts.push(part);
  return assemble(parts);
}

/** Checks parts that were collected elsewhere, and joins them. */
export function assemble(parts: readonly StreamPart[]): ObservedAnswer {
  const types = parts.map(({ type }) => type).join(' ');
  const [start] = parts;
  const finish = parts.at(-1);
  assert.ok(start?.type === 'start', `expected 'start' as the first part, found: ${types || 'no parts'}`);
  assert.ok(finish?.type === 'finish', `expected 'finish' as the last part, found: ${types}`);
  assert.equal(parts.filter(({ type }) => type === 'start').length, 1, `expected one 'start', found: ${types}`);
  assert.equal(parts.filter(({ type }) => type === 'finish').length, 1, `expected one 'finish', found: ${types}`);

  const joined = { text: '', reasoning: '', refusal: '' };
  const toolCalls: { id: string; name: string; arguments: string }[] = [];
  let usage: Usage | undefined;
  let block = { index: -1, type: '' };
  for (const part of parts) {
    if (part.type === 'start' || part.type === 'finish') continue;
    if (part.type === 'usage') {
      usage = part.usage;
      continue;
    }
    const fresh = part.index !== undefined && part.index !== block.index;
    if (part.index !== undefined) {
      assert.ok(part.index === block.index || part.index === block.index + 1, `expected block ${block.index} or ${block.index + 1}, found ${part.index} in: ${types}`);
      if (!fresh) assert.equal(part.type, block.type, `block ${part.index} changes its type`);
      block = { index: part.index, type: part.type };
    }
    if (part.type === 'tool-call') {
      if (fresh) {
        assert.ok(part.id, `the first part of tool call ${part.index} has no id`);
        assert.ok(part.name, `the first part of tool call ${part.index} has no name`);
        toolCalls.push({ id: part.id, name: part.name, arguments: '' });
      }
      const current = toolCalls.at(-1);
      assert.ok(current, 'a tool-call part without a tool call');
      current.arguments += part.arguments;
    } else if (part.type !== 'vendor') joined[part.type] += part.text;
  }
  return { parts, start, ...joined, toolCalls, usage, finish };
}
