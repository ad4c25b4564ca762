import { countInputTokens, think, type Thought } from '../brain.ts';
import { tokensOf } from '../token.ts';
import { anthropicCall } from './anthropic-call.ts';
import type { CacheUsage } from './anthropic-cache.ts';
import { countTokensRequest, messagesRequest, type MessagesRequest } from './anthropic-request.ts';
import { signatureOf } from './anthropic-turns.ts';
import type { Exchange } from './exchange.ts';
import { Refusal } from './refusal.ts';
import { sseEvent } from './sse.ts';
import { windowOf, type ModelOptions } from './stub-models.ts';

interface Options extends ModelOptions {
  readonly cacheOf: (request: MessagesRequest) => CacheUsage;
}

/** POST /v1/messages */
export function anthropicMessages({ cacheOf, ...options }: Options): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const request = messagesRequest(exchange.request.body);
    const contextTokens = knownClaude(request.model, options);
    const call = anthropicCall(request);
    const thought = think(call, exchange.nextAnswer(call));
    const { inputTokens } = thought.usage;
    if (inputTokens > contextTokens) throw new Refusal(400, `prompt is too long: ${inputTokens} tokens > ${contextTokens} maximum`);
    const cache = cacheOf(request);
    const content = contentOf(thought, request, exchange.requestId);
    const message = {
      id: `msg_${exchange.requestId}`,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content,
      stop_reason: stopReason(thought),
      stop_sequence: thought.stopSequence ?? null,
      stop_details: thought.refusal === undefined ? null : { type: 'refusal', category: null, explanation: thought.refusal },
      container: null,
      diagnostics: null,
      usage: usageOf(thought, cache),
    };
    if (request.stream) return exchange.events(events(message));
    await exchange.json(200, { ...message, content: content.map(({ type, whole }) => ({ type, ...whole })) });
  };
}

/** POST /v1/messages/count_tokens */
export function anthropicCount(options: ModelOptions): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const request = countTokensRequest(exchange.request.body);
    knownClaude(request.model, options);
    await exchange.json(200, { input_tokens: countInputTokens(anthropicCall(request)) });
  };
}

export function knownClaude(name: string, options: ModelOptions): number {
  const contextTokens = windowOf(name, options);
  if (contextTokens === undefined) throw new Refusal(404, `model: ${name}`);
  return contextTokens;
}

/** A block whole, and as a stream opens and continues it. */
interface StubBlock {
  readonly type: string;
  readonly whole: object;
  readonly opening: object;
  readonly deltas: readonly object[];
}

function contentOf(thought: Thought, { thinking }: MessagesRequest, requestId: string): readonly StubBlock[] {
  const blocks: StubBlock[] = [];
  if (thought.redacted !== undefined) {
    const whole = { data: thought.redacted };
    blocks.push({ type: 'redacted_thinking', whole, opening: whole, deltas: [] });
  }
  if (thought.reasoning.length > 0) {
    const pieces = thinking && 'display' in thinking && thinking.display === 'omitted' ? [] : thought.reasoning;
    const signature = signatureOf(pieces.join(''));
    blocks.push({
      type: 'thinking',
      whole: { thinking: pieces.join(''), signature },
      opening: { thinking: '', signature: '' },
      deltas: [...pieces.map((piece) => ({ type: 'thinking_delta', thinking: piece })), { type: 'signature_delta', signature }],
    });
  }
  if (thought.text.length > 0) {
    blocks.push({ type: 'text', whole: { text: thought.text.join(''), citations: null }, opening: { text: '', citations: null }, deltas: thought.text.map((text) => ({ type: 'text_delta', text })) });
  }
  thought.toolCalls.forEach(({ name, arguments: json }, index) => {
    const opening = { id: `toolu_${requestId}_${index}`, name, caller: { type: 'direct' } };
    const deltas = ['', ...tokensOf(json)].map((piece) => ({ type: 'input_json_delta', partial_json: piece }));
    blocks.push({ type: 'tool_use', whole: { ...opening, input: objectIn(json) }, opening: { ...opening, input: {} }, deltas });
  });
  return blocks;
}

/** A given answer may hold broken arguments; a whole message cannot carry those. */
function objectIn(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return {};
  }
}

function stopReason({ reason, stopSequence, refusal }: Thought): string {
  if (refusal !== undefined || reason === 'content-filter') return 'refusal';
  if (reason === 'length') return 'max_tokens';
  if (reason === 'tool-calls') return 'tool_use';
  return stopSequence === undefined ? 'end_turn' : 'stop_sequence';
}

function usageOf({ usage }: Thought, { readTokens, writtenTokens }: CacheUsage) {
  const written = writtenTokens['5m'] + writtenTokens['1h'];
  return {
    input_tokens: Math.max(usage.inputTokens - readTokens - written, 0),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: readTokens,
    cache_creation: { ephemeral_5m_input_tokens: writtenTokens['5m'], ephemeral_1h_input_tokens: writtenTokens['1h'] },
    output_tokens: usage.outputTokens,
    output_tokens_details: { thinking_tokens: usage.reasoningTokens },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: null,
    speed: null,
  };
}

interface Streamed {
  readonly content: readonly StubBlock[];
  readonly stop_reason: string;
  readonly stop_sequence: string | null;
  readonly stop_details: unknown;
  readonly usage: ReturnType<typeof usageOf>;
}

function* events(message: Streamed): Generator<string> {
  const { content, usage, stop_reason, stop_sequence, stop_details } = message;
  const event = (type: string, fields: object) => sseEvent({ type, ...fields }, type);
  yield event('message_start', { message: { ...message, content: [], stop_reason: null, stop_sequence: null, stop_details: null, usage: { ...usage, output_tokens: 1, output_tokens_details: null } } });
  for (const [index, { type, opening, deltas }] of content.entries()) {
    yield event('content_block_start', { index, content_block: { type, ...opening } });
    if (index === 0) yield event('ping', {});
    for (const delta of deltas) yield event('content_block_delta', { index, delta });
    yield event('content_block_stop', { index });
  }
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens, output_tokens_details, server_tool_use } = usage;
  yield event('message_delta', {
    delta: { stop_reason, stop_sequence, stop_details, container: null },
    usage: { input_tokens, cache_creation_input_tokens, cache_read_input_tokens, output_tokens, output_tokens_details, server_tool_use },
  });
  yield event('message_stop', {});
}
