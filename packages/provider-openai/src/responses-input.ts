import { LlmrrError, type Content, type Message, type ReasoningContent } from '@llmrr/core';

import type { ChatMessage, MessageOptions } from './chat-messages.ts';

/** Our messages as input items of the responses API; an assistant's turn becomes one item per thought, text and call. */
export function responsesInput(messages: readonly Message[], options: MessageOptions): ChatMessage[] {
  const items: ChatMessage[] = [];
  for (const message of messages) {
    if (message.role === 'assistant') pushAssistant(items, message.content, options);
    else pushInput(items, message, options);
  }
  return items;
}

function pushInput(items: ChatMessage[], { role, content }: Message, options: MessageOptions): void {
  const sender = role !== 'system' ? 'user' : options.preset.developerRole?.test(options.model) ? 'developer' : 'system';
  if (typeof content === 'string') {
    items.push({ role: sender, content });
    return;
  }
  const rest: ChatMessage[] = [];
  for (const part of content) {
    if (part.type === 'tool-result') {
      const output = typeof part.content === 'string' ? part.content : part.content.map((inner) => inputPart(inner, options));
      items.push({ type: 'function_call_output', call_id: part.id, output });
    } else rest.push(inputPart(part, options));
  }
  if (rest.length > 0) items.push({ role: sender, content: rest });
}

function inputPart(part: Content, options: MessageOptions): ChatMessage {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: part.url ?? `data:${part.mediaType ?? 'image/png'};base64,${part.data ?? ''}`, detail: part.detail ?? 'auto' };
    case 'file':
      if (part.fileId !== undefined) return { type: 'input_file', file_id: part.fileId };
      if (part.url !== undefined) return { type: 'input_file', file_url: part.url };
      return { type: 'input_file', filename: part.name ?? 'file.pdf', file_data: `data:${part.mediaType ?? 'application/pdf'};base64,${part.data ?? ''}` };
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    default:
      throw new LlmrrError('unsupported-capability', `${options.provider}:${options.model} takes no content of type ${part.type} in this role`, {
        details: { provider: options.provider, model: options.model },
      });
  }
}

function pushAssistant(items: ChatMessage[], content: string | readonly Content[], options: MessageOptions): void {
  if (typeof content === 'string') {
    items.push({ role: 'assistant', content });
    return;
  }
  for (const part of content) {
    switch (part.type) {
      case 'text':
        items.push({ role: 'assistant', content: part.text });
        break;
      case 'refusal':
        items.push({ role: 'assistant', content: part.text });
        break;
      case 'reasoning': {
        const item = reasoningItem(part);
        if (item) items.push(item);
        break;
      }
      case 'tool-call':
        items.push({ type: 'function_call', call_id: part.id, name: part.name, arguments: part.arguments });
        break;
      case 'vendor':
        if (part.vendor === options.provider && isItem(part.block)) items.push(part.block);
        break;
      default:
        throw new LlmrrError('unsupported-capability', `${options.provider}:${options.model} takes no ${part.type} in an assistant message`, {
          details: { provider: options.provider, model: options.model },
        });
    }
  }
}

function isItem(block: unknown): block is ChatMessage {
  return typeof block === 'object' && block !== null && typeof (block as { type?: unknown }).type === 'string';
}

/** Id and encrypted thought in one text, since both must come back with the next turn. */
export function reasoningSignature(id: string, encrypted: string): string {
  return `${id}.${encrypted}`;
}

/** Thoughts of other vendors, and those whose encrypted form was not kept, cannot go back. */
function reasoningItem({ text, signature }: ReasoningContent): ChatMessage | undefined {
  const match = /^(rs_[^.]+)\.(.+)$/s.exec(signature ?? '');
  return match ? { type: 'reasoning', id: match[1], summary: text ? [{ type: 'summary_text', text }] : [], encrypted_content: match[2] } : undefined;
}
