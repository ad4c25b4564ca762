import { LlmrrError, type LanguageCall, type ResponseFormat } from '@llmrr/core';

import type { MessageOptions } from './chat-messages.ts';
import { responsesInput } from './responses-input.ts';

/** The body of POST /responses. Nothing is stored at the vendor; thoughts travel encrypted with the messages instead. */
export function responsesRequest(call: LanguageCall, options: MessageOptions): Record<string, unknown> {
  const { provider, model } = options;
  if (call.messages.length === 0) throw new LlmrrError('invalid-request', `${provider}:${model} needs at least one message, found none`);
  if (call.stop !== undefined && call.stop.length > 0) throw unsupported(options, 'takes no stop sequences in the responses API');
  if (call.continueFrom) throw unsupported(options, 'cannot go on behind text that was already sent');
  const include = ['reasoning.encrypted_content', ...(call.logprobs === undefined ? [] : ['message.output_text.logprobs'])];
  const body: Record<string, unknown> = { model, input: responsesInput(call.messages, options), store: false, include, ...options.preset.body };
  if (call.maxTokens !== undefined) body['max_output_tokens'] = call.maxTokens;
  if (call.temperature !== undefined) body['temperature'] = call.temperature;
  if (call.topP !== undefined) body['top_p'] = call.topP;
  if (call.logprobs !== undefined && call.logprobs > 0) body['top_logprobs'] = call.logprobs;
  if (call.user !== undefined) body['user'] = call.user;
  if (call.tools !== undefined && call.tools.length > 0) {
    body['tools'] = call.tools.map(({ name, description, parameters, strict }) => ({
      type: 'function',
      name,
      ...(description !== undefined && { description }),
      parameters: parameters ?? { type: 'object', properties: {} },
      // Strict is the default here, unlike in chat completions.
      strict: strict ?? false,
    }));
    if (call.toolChoice !== undefined) body['tool_choice'] = typeof call.toolChoice === 'string' ? call.toolChoice : { type: 'function', name: call.toolChoice.name };
    if (call.parallelToolCalls !== undefined) body['parallel_tool_calls'] = call.parallelToolCalls;
  }
  if (call.responseFormat !== undefined) body['text'] = { format: textFormat(call.responseFormat) };
  if (call.reasoning?.effort !== undefined) body['reasoning'] = { effort: call.reasoning.effort, summary: 'auto' };
  if (call.delivery !== 'whole') body['stream'] = true;
  return Object.assign(body, call.vendor?.[provider]);
}

function textFormat(format: ResponseFormat): unknown {
  switch (format.type) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'json-schema':
      return {
        type: 'json_schema',
        name: format.name,
        schema: format.schema,
        ...(format.description !== undefined && { description: format.description }),
        ...(format.strict !== undefined && { strict: format.strict }),
      };
  }
}

function unsupported({ provider, model }: MessageOptions, what: string): LlmrrError {
  return new LlmrrError('unsupported-capability', `${provider}:${model} ${what}`, { details: { provider, model } });
}
