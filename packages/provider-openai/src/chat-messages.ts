import { LlmrrError, textOf, type Content, type Message, type ToolResultContent } from '@llmrr/core';

import type { Preset } from './presets.ts';

/** One message of the request, as it goes over the wire. */
export type ChatMessage = Readonly<Record<string, unknown>>;

export interface MessageOptions {
  /** Name under which vendor blocks of earlier answers were kept. */
  readonly provider: string;
  readonly model: string;
  readonly preset: Preset;
}

/** Fields of an earlier answer that its vendor wants back. */
const returned = ['reasoning_details', 'audio'];

/** Our messages in the dialect; one of ours may become several, since each tool result is a message of its own there. */
export function chatMessages(messages: readonly Message[], options: MessageOptions): ChatMessage[] {
  const wire: ChatMessage[] = [];
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        wire.push({ role: options.preset.developerRole?.test(options.model) ? 'developer' : 'system', content: input(message.content, options), ...name(message) });
        break;
      case 'assistant':
        wire.push({ ...assistant(message.content, options), ...name(message) });
        break;
      default:
        pushUser(wire, message, options);
    }
  }
  return wire;
}

function name({ name }: Message): { name?: string } {
  return name === undefined ? {} : { name };
}

function pushUser(wire: ChatMessage[], message: Message, options: MessageOptions): void {
  if (typeof message.content === 'string') {
    wire.push({ role: 'user', content: message.content, ...name(message) });
    return;
  }
  const rest: Content[] = [];
  for (const part of message.content) {
    if (part.type !== 'tool-result') {
      rest.push(part);
      continue;
    }
    wire.push({ role: 'tool', tool_call_id: part.id, content: resultText(part) });
    // A tool message holds text only, so that its images follow as the user's.
    if (typeof part.content !== 'string') rest.push(...part.content.filter((inner) => inner.type === 'image'));
  }
  if (rest.length > 0) wire.push({ role: 'user', content: input(rest, options), ...name(message) });
}

function resultText({ content }: ToolResultContent): string {
  return typeof content === 'string' ? content : textOf(content);
}

/** A lone text stays a string, which every server understands. */
function input(content: string | readonly Content[], options: MessageOptions): string | ChatMessage[] {
  if (typeof content === 'string') return content;
  const [only] = content;
  const marked = options.preset.cacheMarks === true;
  if (content.length === 1 && only?.type === 'text' && !(marked && only.cache)) return only.text;
  return content.map((part) => {
    const wire = inputPart(part, options);
    const cache = 'cache' in part ? part.cache : undefined;
    return marked && cache ? { ...wire, cache_control: { type: 'ephemeral', ...(cache.ttl && { ttl: cache.ttl }) } } : wire;
  });
}

function inputPart(part: Content, options: MessageOptions): ChatMessage {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image': {
      const url = part.url ?? `data:${part.mediaType ?? 'image/png'};base64,${part.data ?? ''}`;
      return { type: 'image_url', image_url: { url, ...(part.detail && { detail: part.detail }) } };
    }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    case 'file': {
      if (part.fileId !== undefined) return { type: 'file', file: { file_id: part.fileId } };
      if (part.url !== undefined && !options.preset.fileUrls) {
        throw unsupported(options, 'takes no files by URL; send the file itself (data), or use the responses API');
      }
      const data = part.url ?? `data:${part.mediaType ?? 'application/pdf'};base64,${part.data ?? ''}`;
      return { type: 'file', file: { filename: part.name ?? 'file.pdf', file_data: data } };
    }
    case 'vendor':
      if (part.vendor === options.provider && typeof part.block === 'object' && part.block !== null) return part.block as ChatMessage;
      throw unsupported(options, `cannot read a content block of ${part.vendor}`);
    default:
      throw unsupported(options, `takes no content of type ${part.type} in this role`);
  }
}

function assistant(content: string | readonly Content[], options: MessageOptions): ChatMessage {
  if (typeof content === 'string') return { role: 'assistant', content };
  let text: string | null = null;
  let refusal: string | undefined;
  let reasoning: string | undefined;
  const calls: ChatMessage[] = [];
  const extras: Record<string, unknown> = {};
  for (const part of content) {
    switch (part.type) {
      case 'text':
        text = (text ?? '') + part.text;
        break;
      case 'refusal':
        refusal = (refusal ?? '') + part.text;
        break;
      case 'reasoning':
        reasoning = (reasoning ?? '') + part.text;
        break;
      case 'tool-call':
        calls.push({ id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } });
        break;
      case 'vendor':
        if (part.vendor === options.provider) keepReturned(part.block, extras);
        break;
      default:
        throw unsupported(options, `takes no ${part.type} in an assistant message`);
    }
  }
  const back = options.preset.reasoningBack;
  return {
    role: 'assistant',
    // Without calls or a refusal the API wants a text, be it empty.
    content: text ?? (calls.length > 0 || refusal !== undefined ? null : ''),
    ...(refusal !== undefined && { refusal }),
    ...(back && reasoning && { [back]: reasoning }),
    ...(calls.length > 0 && { tool_calls: calls }),
    ...extras,
  };
}

function keepReturned(block: unknown, extras: Record<string, unknown>): void {
  if (typeof block !== 'object' || block === null) return;
  for (const field of returned) {
    if (!(field in block)) continue;
    const value = (block as Record<string, unknown>)[field];
    const before = extras[field];
    extras[field] = Array.isArray(before) && Array.isArray(value) ? [...(before as unknown[]), ...(value as unknown[])] : value;
  }
}

function unsupported({ provider, model }: MessageOptions, what: string): LlmrrError {
  return new LlmrrError('unsupported-capability', `${provider}:${model} ${what}`, { details: { provider, model } });
}
