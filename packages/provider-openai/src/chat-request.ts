import { LlmrrError, openAiChat, type LanguageCall, type ResponseFormat, type ToolChoice } from '@llmrr/core';

import { chatMessages, type MessageOptions } from './chat-messages.ts';

/** The body of POST /chat/completions. Fields for this dialect (what a gateway's client sent beyond what it knows) and of `call.vendor[provider]` are laid over it as they are. */
export function chatRequest(call: LanguageCall, options: MessageOptions): Record<string, unknown> {
  const { preset, provider, model } = options;
  const body: Record<string, unknown> = { model, messages: chatMessages(call.messages, options), ...preset.body };
  if (call.continueFrom) prefill(body, call.continueFrom, options);
  if (call.maxTokens !== undefined) body[preset.tokenField] = call.maxTokens;
  if (call.temperature !== undefined) body['temperature'] = call.temperature;
  if (call.topP !== undefined) body['top_p'] = call.topP;
  if (call.topK !== undefined && preset.sampling.includes('top_k')) body['top_k'] = call.topK;
  if (call.minP !== undefined && preset.sampling.includes('min_p')) body['min_p'] = call.minP;
  if (call.seed !== undefined) body['seed'] = call.seed;
  if (call.stop !== undefined && call.stop.length > 0) body['stop'] = call.stop;
  if (call.presencePenalty !== undefined) body['presence_penalty'] = call.presencePenalty;
  if (call.frequencyPenalty !== undefined) body['frequency_penalty'] = call.frequencyPenalty;
  if (call.logitBias !== undefined) body['logit_bias'] = call.logitBias;
  if (call.logprobs !== undefined) {
    body['logprobs'] = true;
    if (call.logprobs > 0) body['top_logprobs'] = call.logprobs;
  }
  if (call.user !== undefined) body['user'] = call.user;
  if (call.tools !== undefined && call.tools.length > 0) {
    body['tools'] = call.tools.map((tool) => ({
      type: 'function',
      function: {
        name: tool.name,
        ...(tool.description !== undefined && { description: tool.description }),
        ...(tool.parameters !== undefined && { parameters: tool.parameters }),
        ...(tool.strict !== undefined && { strict: tool.strict }),
      },
    }));
    if (call.toolChoice !== undefined) body['tool_choice'] = toolChoice(call.toolChoice);
    if (call.parallelToolCalls !== undefined) body['parallel_tool_calls'] = call.parallelToolCalls;
  }
  if (call.responseFormat !== undefined) body['response_format'] = responseFormat(call.responseFormat, options);
  if (call.reasoning !== undefined) reasoning(body, call.reasoning, preset.reasoning);
  if (call.delivery !== 'whole') {
    body['stream'] = true;
    if (preset.streamUsage) body['stream_options'] = { include_usage: true };
  }
  return Object.assign(body, call.vendor?.[openAiChat], call.vendor?.[provider]);
}

function toolChoice(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}

function responseFormat(format: ResponseFormat, { preset, provider, model }: MessageOptions): unknown {
  switch (format.type) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'json-schema': {
      if (preset.jsonSchema === false) {
        throw new LlmrrError('unsupported-capability', `${provider}:${model} does not enforce JSON schemas; ask for responseFormat { type: 'json' } and describe the schema in the prompt`, {
          details: { provider, model },
        });
      }
      const { name, schema, description, strict } = format;
      return { type: 'json_schema', json_schema: { name, schema, ...(description !== undefined && { description }), ...(strict !== undefined && { strict }) } };
    }
  }
}

function reasoning(body: Record<string, unknown>, { effort, budgetTokens }: NonNullable<LanguageCall['reasoning']>, style: 'effort' | 'object' = 'effort'): void {
  if (style === 'effort') {
    if (effort !== undefined) body['reasoning_effort'] = effort;
    return;
  }
  // OpenRouter takes one of the two.
  body['reasoning'] = budgetTokens === undefined ? { effort } : { max_tokens: budgetTokens };
}

function prefill(body: Record<string, unknown>, text: string, { preset, provider, model }: MessageOptions): void {
  if (!preset.prefill) {
    throw new LlmrrError('unsupported-capability', `${provider}:${model} cannot go on behind text that was already sent`, { details: { provider, model } });
  }
  const messages = body['messages'] as unknown[];
  messages.push({ role: 'assistant', content: text, ...preset.prefill.mark });
  Object.assign(body, preset.prefill.body);
}
