import { LlmrrError, type CacheMark, type Content, type Message, type ToolResultContent } from '@llmrr/core';

import type { CacheControl, WireBlock, WireImage, WireText, WireToolResult } from './wire-request.ts';
import { wireFile, wireImage } from './wire-media.ts';

/** What a user's or a tool's message holds. `model` is for error messages. */
export function userBlocks({ role, content }: Message, model: string): WireBlock[] {
  if (typeof content === 'string') {
    if (role === 'tool') throw misplaced('text', role, 'a tool-result with the id of its call');
    return textBlocks(content);
  }
  const blocks: WireBlock[] = [];
  for (const part of content) {
    switch (part.type) {
      case 'text':
        blocks.push(...textBlocks(part.text, part.cache));
        break;
      case 'image':
        blocks.push({ ...wireImage(part, model), ...cached(part.cache) });
        break;
      case 'file':
        blocks.push({ ...wireFile(part, model), ...cached(part.cache) });
        break;
      case 'tool-result':
        blocks.push(toolResult(part, model));
        break;
      case 'vendor':
        blocks.push(...vendorBlocks(part));
        break;
      case 'audio':
        throw new LlmrrError('unsupported-capability', `${model} does not hear audio; use a model with the audio capability, or send a transcript`);
      default:
        throw misplaced(part.type, role, 'text, image, file or tool-result');
    }
  }
  return blocks;
}

/** What an assistant's message holds; thinking goes back as it came, in its place. */
export function assistantBlocks({ role, content }: Message, model: string): WireBlock[] {
  if (typeof content === 'string') return textBlocks(content);
  // Signed thinking is checked together with its neighbours, so no block beside it may go.
  const signed = content.some((part) => part.type === 'reasoning' && (part.signature !== undefined || part.redacted !== undefined));
  const blocks: WireBlock[] = [];
  for (const part of content) {
    switch (part.type) {
      case 'text':
        if (signed && part.text !== '') blocks.push({ type: 'text', text: part.text, ...cached(part.cache) });
        else blocks.push(...textBlocks(part.text, part.cache));
        break;
      case 'refusal':
        blocks.push(...textBlocks(part.text));
        break;
      case 'reasoning':
        if (part.redacted !== undefined) blocks.push({ type: 'redacted_thinking', data: part.redacted });
        // Without a signature it is another model's, and the API would refuse it.
        else if (part.signature !== undefined) blocks.push({ type: 'thinking', thinking: part.text, signature: part.signature });
        break;
      case 'tool-call':
        blocks.push({ type: 'tool_use', id: toolId(part.id), name: part.name, input: toolInput(part.arguments), ...cached(part.cache) });
        break;
      case 'vendor':
        blocks.push(...vendorBlocks(part));
        break;
      case 'image':
      case 'file':
      case 'audio':
        throw new LlmrrError('unsupported-capability', `${model} takes no ${part.type} in an assistant's message; put it into a user's message`);
      default:
        throw misplaced(part.type, role, 'text, reasoning or tool-call');
    }
  }
  return blocks;
}

/** Operators' text; the API takes nothing else there. */
export function systemBlocks({ role, content }: Message): WireText[] {
  if (typeof content === 'string') return textBlocks(content);
  return content.flatMap((part) => {
    if (part.type !== 'text') throw misplaced(part.type, role, 'text');
    return textBlocks(part.text, part.cache);
  });
}

/** The API refuses text blocks without a visible character. */
function textBlocks(text: string, cache?: CacheMark): WireText[] {
  return text.trim() === '' ? [] : [{ type: 'text', text, ...cached(cache) }];
}

function toolResult({ id, content, isError, cache }: ToolResultContent, model: string): WireToolResult {
  const inner = typeof content === 'string' ? content : content.flatMap<WireText | WireImage>((part) => (part.type === 'text' ? textBlocks(part.text, part.cache) : [{ ...wireImage(part, model), ...cached(part.cache) }]));
  return {
    type: 'tool_result',
    tool_use_id: toolId(id),
    ...(inner.length > 0 && { content: inner }),
    ...(isError && { is_error: true }),
    ...cached(cache),
  };
}

/** Only letters, digits, `_` and `-` are allowed; other vendors also use `.` and `:`. */
function toolId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/gu, (character) => `_${character.codePointAt(0)!.toString(16)}_`) || 'toolu_0';
}

/** The API wants an object. What a model wrote wrongly is shown to it, for the tool's result speaks of it. */
function toolInput(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  try {
    const input: unknown = JSON.parse(text);
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  } catch {
    // Falls through to the wrapped text.
  }
  return { invalid_arguments: text };
}

/** Blocks that came from this dialect go back as they are; another vendor's mean nothing here. */
function vendorBlocks({ vendor, block }: Extract<Content, { type: 'vendor' }>): WireBlock[] {
  // Only Anthropic knows its shape, and the caller got it from there.
  return vendor === 'anthropic' && typeof block === 'object' && block !== null ? [block as WireBlock] : [];
}

function cached(cache: CacheMark | undefined): { cache_control?: CacheControl } {
  if (!cache) return {};
  return { cache_control: cache.ttl === undefined ? { type: 'ephemeral' } : { type: 'ephemeral', ttl: cache.ttl } };
}

function misplaced(type: string, role: string, expected: string): LlmrrError {
  return new LlmrrError('invalid-request', `a ${role} message holds ${type}; expected ${expected}`);
}
