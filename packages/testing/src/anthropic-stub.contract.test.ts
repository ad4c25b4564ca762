import { afterAll, beforeAll, describe, test } from '@jest/globals';
import Anthropic, { APIUserAbortError, BadRequestError } from '@anthropic-ai/sdk';
import { LlmrrError, textOf, type Content, type FinishReason, type LanguageCall, type LanguageModel, type Message, type StreamPart } from '@llmrr/core';
import { anthropicStub, languageModelContract, type VendorStub } from './index.ts';
import { cardOf } from './mock-card.ts';

/** The contract over the vendor's own client: shows that the stub is an Anthropic to it, and that the brain can do the contract. */
let stub: VendorStub;
beforeAll(async () => {
  stub = await anthropicStub({ contextTokens: 4096 });
});
afterAll(() => stub.close());

describe('the language model contract through the official @anthropic-ai/sdk', () => {
  const capabilities = ['tools', 'tool-choice', 'json', 'json-schema', 'prefill'] as const;
  for (const { name, run } of languageModelContract({ open: async () => sdkModel(stub.baseUrl), capabilities, contextTokens: 4096 })) test(name, run);
});

function sdkModel(baseURL: string): LanguageModel {
  const id = 'anthropic:claude-haiku-4-5';
  const anthropic = new Anthropic({ apiKey: 'any', baseURL, maxRetries: 0 });
  let closed = false;
  return {
    id,
    card: cardOf(id, ['text-generation', 'tools', 'json', 'json-schema', 'prefill'], { contextTokens: null }),
    close: async () => void (closed = true),
    async *stream(call) {
      if (closed) throw new LlmrrError('not-initialized', 'closed');
      try {
        for await (const part of parts(anthropic, call, id)) {
          call.signal?.throwIfAborted();
          yield part;
        }
        call.signal?.throwIfAborted();
      } catch (error) {
        if (call.signal?.aborted || error instanceof APIUserAbortError) throw new LlmrrError('aborted', 'aborted', { cause: error });
        if (error instanceof BadRequestError) throw new LlmrrError(error.message.includes('prompt is too long') ? 'context-overflow' : 'invalid-request', error.message, { cause: error });
        throw LlmrrError.from(error, 'internal', 'anthropic');
      }
    },
  };
}

async function* parts(anthropic: Anthropic, call: LanguageCall, model: string): AsyncGenerator<StreamPart> {
  const { tools, toolChoice, responseFormat: format } = call;
  const system = call.messages.filter(({ role }) => role === 'system').map(({ content }) => textOf(content));
  const params: Anthropic.MessageCreateParamsNonStreaming = {
    model: 'claude-haiku-4-5',
    max_tokens: call.maxTokens ?? 1024,
    messages: [...call.messages.filter(({ role }) => role !== 'system').map(messageParam), ...(call.continueFrom ? [{ role: 'assistant' as const, content: call.continueFrom }] : [])],
    ...(system.length > 0 && { system: system.join('\n') }),
    ...(call.stop && { stop_sequences: [...call.stop] }),
    ...(tools && { tools: tools.map(({ name, description = '', parameters }) => ({ name, description, input_schema: { ...parameters, type: 'object' as const } })) }),
    ...(toolChoice && { tool_choice: typeof toolChoice === 'object' ? { type: 'tool', name: toolChoice.name } : { type: ({ auto: 'auto', none: 'none', required: 'any' } as const)[toolChoice] } }),
    ...(format?.type === 'json-schema' && { output_config: { format: { type: 'json_schema', schema: { ...format.schema } } } }),
  };
  const options = call.signal ? { signal: call.signal } : {};
  if (call.delivery === 'whole') {
    const message = await anthropic.messages.create(params, options);
    yield { type: 'start', model, responseId: message.id };
    for (const [index, block] of message.content.entries()) {
      if (block.type === 'text') yield { type: 'text', index, text: block.text };
      if (block.type === 'tool_use') yield { type: 'tool-call', index, id: block.id, name: block.name, arguments: JSON.stringify(block.input) };
    }
    yield { type: 'usage', usage: { inputTokens: message.usage.input_tokens, outputTokens: message.usage.output_tokens } };
    return yield { type: 'finish', reason: reasonOf(message.stop_reason) };
  }
  let reason: FinishReason = 'other';
  let inputTokens = 0;
  for await (const event of await anthropic.messages.create({ ...params, stream: true }, options)) {
    if (event.type === 'message_start') {
      inputTokens = event.message.usage.input_tokens;
      yield { type: 'start', model, responseId: event.message.id };
    }
    if (event.type === 'content_block_start' && event.content_block.type === 'tool_use') yield { type: 'tool-call', index: event.index, id: event.content_block.id, name: event.content_block.name, arguments: '' };
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') yield { type: 'text', index: event.index, text: event.delta.text };
    if (event.type === 'content_block_delta' && event.delta.type === 'input_json_delta') yield { type: 'tool-call', index: event.index, arguments: event.delta.partial_json };
    if (event.type === 'message_delta') {
      reason = reasonOf(event.delta.stop_reason);
      yield { type: 'usage', usage: { inputTokens, outputTokens: event.usage.output_tokens } };
    }
  }
  yield { type: 'finish', reason };
}

const reasons: Readonly<Record<string, FinishReason>> = { end_turn: 'stop', stop_sequence: 'stop', max_tokens: 'length', tool_use: 'tool-calls', refusal: 'content-filter' };
const reasonOf = (reason: string | null): FinishReason => reasons[reason ?? ''] ?? 'other';

function messageParam({ role, content }: Message): Anthropic.MessageParam {
  const list: readonly Content[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return {
    role: role === 'assistant' ? 'assistant' : 'user',
    content: list.flatMap((part): Anthropic.ContentBlockParam[] => {
      if (part.type === 'text') return [{ type: 'text', text: part.text }];
      if (part.type === 'tool-call') return [{ type: 'tool_use', id: part.id, name: part.name, input: JSON.parse(part.arguments) as Record<string, unknown> }];
      if (part.type === 'tool-result') return [{ type: 'tool_result', tool_use_id: part.id, content: textOf(part.content) }];
      return [];
    }),
  };
}
