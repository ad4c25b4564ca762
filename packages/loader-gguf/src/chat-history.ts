import { LlmrrError, type Content, type Message, type ToolResultContent } from '@llmrr/core';
import type { HistoryItem, ResponseItem } from './engine-protocol.ts';

type FunctionCall = Extract<ResponseItem, { type: 'functionCall' }>;

/** The conversation as the engine's templates take it; `prefill` is what an assistant's last message already says of the answer. */
export function chatHistory(messages: readonly Message[]): { history: readonly HistoryItem[]; prefill: string } {
  const history: HistoryItem[] = [];
  const results = resultsById(messages);
  const answered = new Set<string>();

  for (const { role, content } of messages) {
    const parts: readonly Content[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    if (role === 'assistant') {
      const response = parts.flatMap((part, index) => responseItem(part, startsCalls(parts, index), results, answered));
      const last = history.at(-1);
      if (last?.type === 'model') history[history.length - 1] = { type: 'model', response: [...last.response, ...response] };
      else history.push({ type: 'model', response });
      continue;
    }
    const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : part.type === 'tool-result' ? [] : refuse(part.type, role)));
    if (role === 'tool') {
      if (texts.length > 0) throw new LlmrrError('invalid-request', "A message with role 'tool' holds text without saying which call it answers; give it a tool-result part with the call's id.");
    } else if (texts.length > 0) history.push({ type: role, text: texts.join('') });
  }
  for (const id of results.keys()) {
    if (!answered.has(id)) throw new LlmrrError('invalid-request', `A tool result answers the call '${id}', but no assistant message before it made that call.`, { details: { id } });
  }

  const last = history.at(-1);
  const prefill = last?.type === 'model' ? last.response.at(-1) : undefined;
  if (last?.type !== 'model' || typeof prefill !== 'string') return { history, prefill: '' };
  return { history: [...history.slice(0, -1), { type: 'model', response: last.response.slice(0, -1) }], prefill };
}

function resultsById(messages: readonly Message[]): Map<string, ToolResultContent> {
  const results = new Map<string, ToolResultContent>();
  for (const { content } of messages) {
    if (typeof content === 'string') continue;
    for (const part of content) if (part.type === 'tool-result') results.set(part.id, part);
  }
  return results;
}

function responseItem(part: Content, startsNewChunk: boolean, results: ReadonlyMap<string, ToolResultContent>, answered: Set<string>): ResponseItem[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [part.text];
    case 'reasoning':
      return part.text === '' ? [] : [{ type: 'segment', segmentType: 'thought', text: part.text, ended: true }];
    case 'tool-call': {
      const result = results.get(part.id);
      if (!result) throw new LlmrrError('invalid-request', `The call '${part.id}' of the tool '${part.name}' has no result; add a message with role 'tool' that answers it.`, { details: { id: part.id } });
      answered.add(part.id);
      const call: FunctionCall = { type: 'functionCall', name: part.name, params: parsed(part.arguments || '{}'), result: resultValue(result), startsNewChunk };
      return [call];
    }
    case 'vendor':
      return [];
    default:
      return refuse(part.type, 'assistant');
  }
}

/** Calls that one message makes together are written together. */
function startsCalls(parts: readonly Content[], index: number): boolean {
  return parts[index]?.type === 'tool-call' && parts[index - 1]?.type !== 'tool-call';
}

function resultValue({ content, isError }: ToolResultContent): unknown {
  const text = typeof content === 'string' ? content : content.map((part) => (part.type === 'text' ? part.text : refuse(part.type, 'tool'))).join('');
  const value = parsed(text);
  return isError ? { error: value } : value;
}

/** The templates write JSON themselves: text that is JSON is handed over as the value that it stands for. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refuse(type: string, role: string): never {
  throw new LlmrrError('unsupported-capability', `This model takes text only; a message with role '${role}' holds a part of type '${type}'. Choose a model that takes it, or leave it away.`, {
    details: { role, type },
  });
}
