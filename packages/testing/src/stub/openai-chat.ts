import { think, type Thought } from '../brain.ts';
import { tokensOf } from '../token.ts';
import type { Exchange } from './exchange.ts';
import { chatCall, chatRequest, type ChatRequest } from './openai-chat-request.ts';
import { Refusal } from './refusal.ts';
import { sseEvent } from './sse.ts';
import { overflow, windowOf, type ModelOptions } from './stub-models.ts';

/** POST /v1/chat/completions */
export function openAiChat(options: ModelOptions): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const request = chatRequest(exchange.request.body);
    const contextTokens = knownModel(request.model, options);
    const call = chatCall(request);
    const thought = think(call, exchange.nextAnswer(call));
    const wanted = overflow(call, thought, contextTokens);
    if (wanted !== undefined) throw tooLong(contextTokens, wanted, 'messages');
    const envelope = { id: `chatcmpl-${exchange.requestId}`, created: Math.floor(exchange.clock.wall() / 1000), model: request.model, service_tier: 'default', system_fingerprint: 'fp_stub' };
    if (request.stream) return exchange.events(chunks(request, thought, envelope));
    await exchange.json(200, {
      ...envelope,
      object: 'chat.completion',
      choices: Array.from({ length: request.n ?? 1 }, (_, index) => ({ index, message: messageOf(thought, index), logprobs: logprobsOf(request, thought.text), finish_reason: reasonOf(thought) })),
      usage: usageOf(request, thought),
    });
  };
}

export function knownModel(name: string, options: ModelOptions): number {
  const contextTokens = windowOf(name, options);
  if (contextTokens === undefined) throw new Refusal(404, `The model \`${name}\` does not exist or you do not have access to it.`, { code: 'model_not_found' });
  return contextTokens;
}

export function tooLong(contextTokens: number, wanted: number, param: string): Refusal {
  return new Refusal(400, `This model's maximum context length is ${contextTokens} tokens. However, you requested ${wanted} tokens. Please reduce the length of the ${param}.`, {
    param,
    code: 'context_length_exceeded',
  });
}

const reasons = { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls', 'content-filter': 'content_filter', other: 'stop' } as const;
const reasonOf = ({ reason }: Thought) => reasons[reason];
const callId = (choice: number, index: number) => `call_${choice}_${index}`;

function messageOf({ text, reasoning, refusal, toolCalls }: Thought, choice: number): unknown {
  return {
    role: 'assistant',
    content: text.length > 0 || (toolCalls.length === 0 && refusal === undefined) ? text.join('') : null,
    refusal: refusal ?? null,
    ...(reasoning.length > 0 && { reasoning_content: reasoning.join('') }),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(({ name, arguments: json }, index) => ({ id: callId(choice, index), type: 'function', function: { name, arguments: json } })) }),
    annotations: [],
  };
}

function usageOf({ n }: ChatRequest, { usage }: Thought): unknown {
  const completion = usage.outputTokens * (n ?? 1);
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: completion,
    total_tokens: usage.inputTokens + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens * (n ?? 1), audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
  };
}

function* chunks(request: ChatRequest, thought: Thought, envelope: object): Generator<string> {
  const withUsage = request.stream_options?.include_usage === true;
  const chunk = (index: number, delta: object, finish: string | null = null, logprobs: unknown = null) =>
    sseEvent({ ...envelope, object: 'chat.completion.chunk', choices: [{ index, delta, logprobs, finish_reason: finish }], ...(withUsage && { usage: null }) });
  const choices = Array.from({ length: request.n ?? 1 }, (_, index) => index);
  const { text, reasoning, refusal, toolCalls } = thought;
  for (const choice of choices) yield chunk(choice, { role: 'assistant', content: toolCalls.length > 0 && text.length === 0 ? null : '', refusal: null });
  for (const piece of reasoning) for (const choice of choices) yield chunk(choice, { reasoning_content: piece });
  for (const piece of text) for (const choice of choices) yield chunk(choice, { content: piece }, null, logprobsOf(request, [piece]));
  for (const piece of tokensOf(refusal ?? '')) for (const choice of choices) yield chunk(choice, { refusal: piece });
  for (const [index, { name, arguments: json }] of toolCalls.entries()) {
    for (const choice of choices) yield chunk(choice, { tool_calls: [{ index, id: callId(choice, index), type: 'function', function: { name, arguments: '' } }] });
    for (const piece of tokensOf(json)) for (const choice of choices) yield chunk(choice, { tool_calls: [{ index, function: { arguments: piece } }] });
  }
  for (const choice of choices) yield chunk(choice, {}, reasonOf(thought));
  if (withUsage) yield sseEvent({ ...envelope, object: 'chat.completion.chunk', choices: [], usage: usageOf(request, thought) });
  yield 'data: [DONE]\n\n';
}

/** Invented but steady: the longer the token, the less likely. */
function logprobsOf({ logprobs, top_logprobs: top }: ChatRequest, tokens: readonly string[]): unknown {
  if (!logprobs) return null;
  const entry = (token: string, rank: number) => ({ token, logprob: -0.05 * token.length - rank, bytes: [...Buffer.from(token)] });
  return {
    content: tokens.map((token) => ({ ...entry(token, 0), top_logprobs: Array.from({ length: top ?? 0 }, (_, rank) => entry(rank === 0 ? token : `${token}${rank}`, rank)) })),
    refusal: null,
  };
}
