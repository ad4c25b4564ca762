import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { LlmrrError, textOf, type Content, type EmbeddingModel, type FinishReason, type LanguageCall, type LanguageModel, type Message, type StreamPart } from '@llmrr/core';
import OpenAI, { APIUserAbortError, BadRequestError } from 'openai';
import { embeddingModelContract, languageModelContract, openAiStub, type VendorStub } from './index.ts';
import { cardOf } from './mock-card.ts';

/** The contract over the vendor's own client: shows that the stub is an OpenAI to it, and that the brain can do the contract. */
let stub: VendorStub;
beforeAll(async () => {
  stub = await openAiStub({ contextTokens: 4096 });
});
afterAll(() => stub.close());

describe('the language model contract through the official openai client', () => {
  for (const { name, run } of languageModelContract({ open: async () => sdkModel(stub.baseUrl), contextTokens: 4096 })) test(name, run);
});

describe('the embedding model contract through the official openai client', () => {
  for (const { name, run } of embeddingModelContract({ open: async () => sdkEmbedding(stub.baseUrl), dimensions: 64 })) test(name, run);
});

const client = (baseURL: string) => new OpenAI({ apiKey: 'any', baseURL, maxRetries: 0 });

function sdkModel(baseURL: string): LanguageModel {
  const id = 'openai:gpt-4o-mini';
  const openai = client(baseURL);
  let closed = false;
  return {
    id,
    card: cardOf(id, ['text-generation', 'tools', 'json', 'json-schema'], { contextTokens: null }),
    close: async () => void (closed = true),
    async *stream(call) {
      if (closed) throw new LlmrrError('not-initialized', 'closed');
      try {
        for await (const part of parts(openai, call, id)) {
          call.signal?.throwIfAborted();
          yield part;
        }
        call.signal?.throwIfAborted();
      } catch (error) {
        throw coded(error, call.signal);
      }
    },
  };
}

async function* parts(openai: OpenAI, call: LanguageCall, model: string): AsyncGenerator<StreamPart> {
  const { tools, toolChoice, responseFormat: format } = call;
  const params: OpenAI.ChatCompletionCreateParamsNonStreaming = {
    model: 'gpt-4o-mini',
    messages: call.messages.map(messageParam),
    max_completion_tokens: call.maxTokens ?? null,
    temperature: call.temperature ?? null,
    stop: call.stop ? [...call.stop] : null,
    ...(tools && { tools: tools.map(({ name, description = '', parameters = {} }) => ({ type: 'function' as const, function: { name, description, parameters, strict: true } })) }),
    ...(toolChoice && { tool_choice: typeof toolChoice === 'object' ? { type: 'function', function: { name: toolChoice.name } } : toolChoice }),
    ...(format?.type === 'json' && { response_format: { type: 'json_object' } }),
    ...(format?.type === 'json-schema' && { response_format: { type: 'json_schema', json_schema: { name: format.name, schema: format.schema, strict: format.strict ?? null } } }),
  };
  const options = call.signal ? { signal: call.signal } : {};
  const indexOf = new Map<string, number>();
  const block = (key: string) => indexOf.get(key) ?? indexOf.set(key, indexOf.size).get(key)!;
  if (call.delivery === 'whole') {
    const { id, choices, usage } = await openai.chat.completions.create(params, options);
    yield { type: 'start', model, responseId: id };
    const [choice] = choices;
    if (choice?.message.content) yield { type: 'text', index: block('text'), text: choice.message.content };
    for (const each of choice?.message.tool_calls ?? []) {
      if (each.type === 'function') yield { type: 'tool-call', index: block(each.id), id: each.id, name: each.function.name, arguments: each.function.arguments };
    }
    yield usagePart(usage!);
    return yield { type: 'finish', reason: reasonOf(choice!.finish_reason) };
  }
  const stream = await openai.chat.completions.create({ ...params, stream: true, stream_options: { include_usage: true } }, options);
  let reason: FinishReason = 'other';
  let started = false;
  for await (const { id, choices, usage } of stream) {
    if (!started) yield { type: 'start', model, responseId: id };
    started = true;
    const [choice] = choices;
    if (choice?.delta.content) yield { type: 'text', index: block('text'), text: choice.delta.content };
    for (const each of choice?.delta.tool_calls ?? []) {
      yield { type: 'tool-call', index: block(`tool ${each.index}`), ...(each.id && { id: each.id, name: each.function?.name ?? '' }), arguments: each.function?.arguments ?? '' };
    }
    if (choice?.finish_reason) reason = reasonOf(choice.finish_reason);
    if (usage) yield usagePart(usage);
  }
  yield { type: 'finish', reason };
}

const usagePart = (usage: OpenAI.CompletionUsage): StreamPart => ({ type: 'usage', usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } });
const reasonOf = (reason: string): FinishReason => (reason === 'tool_calls' ? 'tool-calls' : reason === 'length' || reason === 'stop' ? reason : 'other');

function messageParam({ role, content }: Message): OpenAI.ChatCompletionMessageParam {
  const list: readonly Content[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const result = list.find((part) => part.type === 'tool-result');
  if (result) return { role: 'tool', tool_call_id: result.id, content: textOf(result.content) };
  const calls = list.filter((part) => part.type === 'tool-call');
  if (calls.length > 0) return { role: 'assistant', tool_calls: calls.map(({ id, name, arguments: json }) => ({ id, type: 'function', function: { name, arguments: json } })) };
  return { role: role as 'user', content: list.flatMap((part) => (part.type === 'text' ? [{ type: 'text' as const, text: part.text }] : [])) };
}

function sdkEmbedding(baseURL: string): EmbeddingModel {
  const id = 'openai:text-embedding-3-small';
  const openai = client(baseURL);
  let closed = false;
  return {
    id,
    card: cardOf(id, ['embedding']),
    dimensions: 256,
    close: async () => void (closed = true),
    async embed({ values, dimensions, signal }) {
      if (closed) throw new LlmrrError('not-initialized', 'closed');
      try {
        const { data, usage } = await openai.embeddings.create({ model: 'text-embedding-3-small', input: [...values], ...(dimensions && { dimensions }) }, signal ? { signal } : {});
        return { model: id, vectors: data.map(({ embedding }) => Float32Array.from(embedding)), usage: { inputTokens: usage.prompt_tokens, outputTokens: 0 } };
      } catch (error) {
        throw coded(error, signal);
      }
    },
  };
}

function coded(error: unknown, signal: AbortSignal | undefined): LlmrrError {
  if (signal?.aborted || error instanceof APIUserAbortError) return new LlmrrError('aborted', 'aborted', { cause: error });
  if (error instanceof BadRequestError) return new LlmrrError(error.code === 'context_length_exceeded' ? 'context-overflow' : 'invalid-request', error.message, { cause: error });
  return LlmrrError.from(error, 'internal', 'openai');
}
