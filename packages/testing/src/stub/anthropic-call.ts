import type { Content, LanguageCall, Message, TextContent, Tool } from '@llmrr/core';
import type { CountRequest, MessagesRequest, RequestBlock } from './anthropic-request.ts';

/** The same call in the project's own words, for the brain. */
export function anthropicCall(data: CountRequest & Partial<Pick<MessagesRequest, 'max_tokens' | 'stop_sequences'>>): LanguageCall {
  const { system, tools, tool_choice: choice, output_config: output, thinking, max_tokens: maxTokens, stop_sequences: stop } = data;
  const last = data.messages.at(-1);
  const prefill = last?.role === 'assistant' ? textIn(last.content) : '';
  const systemText = typeof system === 'string' ? system : system?.map(({ text }) => text).join('\n');
  return {
    messages: [...(systemText ? [{ role: 'system', content: systemText } as const] : []), ...data.messages.flatMap(({ role, content }) => turnsOf(role, content))],
    ...(tools && {
      tools: tools.map((tool): Tool => ({ name: tool.name, parameters: tool.input_schema, ...(tool.description !== undefined && { description: tool.description }) })),
      toolChoice: choice?.type === 'tool' ? { name: choice.name } : choice?.type === 'any' ? 'required' : choice?.type ?? 'auto',
    }),
    ...(choice && 'disable_parallel_tool_use' in choice && choice.disable_parallel_tool_use && { parallelToolCalls: false }),
    ...(output?.format && { responseFormat: { type: 'json-schema', name: 'output', schema: output.format.schema } as const }),
    ...(thinking && thinking.type !== 'disabled' && { reasoning: { effort: 'medium' } as const }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(stop && { stop }),
    ...(prefill !== '' && { continueFrom: prefill }),
  };
}

const textIn = (content: string | readonly RequestBlock[]): string => (typeof content === 'string' ? content : content.map((block) => (block.type === 'text' ? block.text : '')).join(''));

/** Tool results are a turn of their own before what the user says in the same message. */
function turnsOf(role: 'user' | 'assistant', content: string | readonly RequestBlock[]): readonly Message[] {
  if (typeof content === 'string') return [{ role, content }];
  const parts = content.map(contentOf);
  const results = parts.filter(({ type }) => type === 'tool-result');
  const rest = parts.filter(({ type }) => type !== 'tool-result');
  return [...(results.length > 0 ? [{ role: 'tool', content: results } as const] : []), ...(rest.length > 0 ? [{ role, content: rest }] : [])];
}

function contentOf(block: RequestBlock): Content {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'tool_use':
      return { type: 'tool-call', id: block.id, name: block.name, arguments: JSON.stringify(block.input) };
    case 'tool_result':
      return { type: 'tool-result', id: block.tool_use_id, content: resultOf(block.content), ...(block.is_error !== undefined && { isError: block.is_error }) };
    case 'thinking':
      return { type: 'reasoning', text: block.thinking, signature: block.signature };
    case 'redacted_thinking':
      return { type: 'reasoning', text: '', redacted: block.data };
    case 'image':
      return { type: 'image', url: 'url' in block.source ? block.source.url : 'data:' };
    case 'document':
      return { type: 'file', url: 'url' in block.source ? block.source.url : 'data:' };
  }
}

function resultOf(content: Extract<RequestBlock, { type: 'tool_result' }>['content']): string | readonly TextContent[] {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content.flatMap((each) => (each.type === 'text' ? [{ type: 'text', text: each.text } as const] : []));
}
