import { think, type Thought } from '../brain.ts';
import { tokensOf } from '../token.ts';
import type { Exchange } from './exchange.ts';
import { knownModel, tooLong } from './openai-chat.ts';
import { responsesCall, responsesRequest, type ResponsesRequest } from './openai-responses-request.ts';
import { sseEvent } from './sse.ts';
import { overflow, type ModelOptions } from './stub-models.ts';

/** POST /v1/responses */
export function openAiResponses(options: ModelOptions): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const request = responsesRequest(exchange.request.body);
    const contextTokens = knownModel(request.model, options);
    const call = responsesCall(request);
    const thought = think(call, exchange.nextAnswer(call));
    const wanted = overflow(call, thought, contextTokens);
    if (wanted !== undefined) throw tooLong(contextTokens, wanted, 'input');
    const response = responseOf(request, thought, exchange);
    if (request.stream) return exchange.events(events(response, thought));
    await exchange.json(200, response);
  };
}

type Item = { readonly id: string; readonly type: string; readonly status?: string };
interface StubResponse {
  readonly status: string;
  readonly output: readonly Item[];
  readonly [field: string]: unknown;
}

function responseOf(request: ResponsesRequest, thought: Thought, { requestId, clock }: Exchange): StubResponse {
  const cut = thought.reason === 'length';
  const { inputTokens, outputTokens, reasoningTokens } = thought.usage;
  return {
    id: `resp_${requestId}`,
    object: 'response',
    created_at: Math.floor(clock.wall() / 1000),
    status: cut ? 'incomplete' : 'completed',
    background: false,
    error: null,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    model: request.model,
    output: itemsOf(thought, requestId, cut),
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: { effort: request.reasoning?.effort ?? null, summary: null },
    service_tier: 'default',
    store: request.store ?? true,
    temperature: request.temperature ?? 1,
    text: { format: request.text?.format ?? { type: 'text' }, verbosity: 'medium' },
    tool_choice: request.tool_choice ?? 'auto',
    tools: request.tools ?? [],
    top_logprobs: 0,
    top_p: request.top_p ?? 1,
    truncation: 'disabled',
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: reasoningTokens },
      total_tokens: inputTokens + outputTokens,
    },
    user: request.user ?? null,
    metadata: request.metadata ?? {},
  };
}

function itemsOf({ text, reasoning, refusal, toolCalls }: Thought, requestId: string, cut: boolean): readonly Item[] {
  const status = cut ? 'incomplete' : 'completed';
  const items: Item[] = [];
  if (reasoning.length > 0) items.push(reasoningItem(requestId, reasoning.join('')));
  if (text.length > 0 || refusal !== undefined || toolCalls.length === 0) {
    items.push(messageItem(requestId, status, refusal === undefined ? { type: 'output_text', annotations: [], logprobs: [], text: text.join('') } : { type: 'refusal', refusal }));
  }
  toolCalls.forEach(({ name, arguments: json }, index) => {
    items.push(callItem(requestId, index, name, json, 'completed'));
  });
  return items;
}

const reasoningItem = (id: string, text: string) => ({ id: `rs_${id}`, type: 'reasoning', summary: [{ type: 'summary_text', text }] });
const messageItem = (id: string, status: string, ...content: readonly unknown[]) => ({ id: `msg_${id}`, type: 'message', status, role: 'assistant', content });
const callItem = (id: string, index: number, name: string, json: string, status: string) => ({ id: `fc_${id}_${index}`, type: 'function_call', status, call_id: `call_${id}_${index}`, name, arguments: json });

function* events(response: StubResponse, thought: Thought): Generator<string> {
  let sequence = 0;
  const event = (type: string, fields: object) => sseEvent({ type, sequence_number: sequence++, ...fields }, type);
  const begun = { ...response, status: 'in_progress', output: [], usage: null, incomplete_details: null };
  yield event('response.created', { response: begun });
  yield event('response.in_progress', { response: begun });
  for (const [index, item] of response.output.entries()) {
    const at = { item_id: item.id, output_index: index };
    if (item.type === 'function_call') {
      const called = item as ReturnType<typeof callItem>;
      yield event('response.output_item.added', { output_index: index, item: { ...called, status: 'in_progress', arguments: '' } });
      for (const delta of tokensOf(called.arguments)) yield event('response.function_call_arguments.delta', { ...at, delta });
      yield event('response.function_call_arguments.done', { ...at, name: called.name, arguments: called.arguments });
    } else if (item.type === 'reasoning') {
      const text = thought.reasoning.join('');
      yield event('response.output_item.added', { output_index: index, item: { ...item, summary: [] } });
      yield event('response.reasoning_summary_part.added', { ...at, summary_index: 0, part: { type: 'summary_text', text: '' } });
      for (const delta of thought.reasoning) yield event('response.reasoning_summary_text.delta', { ...at, summary_index: 0, delta });
      yield event('response.reasoning_summary_text.done', { ...at, summary_index: 0, text });
      yield event('response.reasoning_summary_part.done', { ...at, summary_index: 0, part: { type: 'summary_text', text } });
    } else {
      const [part] = (item as ReturnType<typeof messageItem>).content;
      const here = { ...at, content_index: 0 };
      yield event('response.output_item.added', { output_index: index, item: { ...item, status: 'in_progress', content: [] } });
      if (thought.refusal === undefined) {
        yield event('response.content_part.added', { ...here, part: { type: 'output_text', annotations: [], logprobs: [], text: '' } });
        for (const delta of thought.text) yield event('response.output_text.delta', { ...here, delta, logprobs: [] });
        yield event('response.output_text.done', { ...here, text: thought.text.join(''), logprobs: [] });
      } else {
        yield event('response.content_part.added', { ...here, part: { type: 'refusal', refusal: '' } });
        for (const delta of tokensOf(thought.refusal)) yield event('response.refusal.delta', { ...here, delta });
        yield event('response.refusal.done', { ...here, refusal: thought.refusal });
      }
      yield event('response.content_part.done', { ...here, part });
    }
    yield event('response.output_item.done', { output_index: index, item });
  }
  yield event(response.status === 'incomplete' ? 'response.incomplete' : 'response.completed', { response });
}
