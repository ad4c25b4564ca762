import { createHash } from 'node:crypto';
import type { RequestBlock, RequestMessage } from './anthropic-request.ts';
import { Refusal } from './refusal.ts';

/** What the stub signs its own thinking with; a text changed by one character no longer fits. */
export function signatureOf(thinking: string): string {
  return createHash('sha256').update(`llmrr-stub thinking ${thinking}`).digest('base64');
}

const blocksOf = ({ content }: RequestMessage): readonly RequestBlock[] => (typeof content === 'string' ? [{ type: 'text', text: content }] : content);

/** The rules between turns: signed thinking unchanged, every tool use answered at once, no empty text. */
export function checkTurns(messages: readonly RequestMessage[], thinking: boolean): void {
  messages.forEach((message, index) => {
    const blocks = blocksOf(message);
    const last = index === messages.length - 1;
    if (blocks.length === 0 && !(last && message.role === 'assistant')) throw new Refusal(400, `messages.${index}: all messages must have non-empty content except for the optional final assistant message`);
    blocks.forEach((block, at) => checkBlock(block, `messages.${index}.content.${at}`, message.role));
    checkResults(blocks, messages[index - 1], index);
    const used = message.role === 'assistant' ? blocks.flatMap((block) => (block.type === 'tool_use' ? [block.id] : [])) : [];
    const next = messages[index + 1];
    const answered = new Set(next ? blocksOf(next).flatMap((block) => (block.type === 'tool_result' ? [block.tool_use_id] : [])) : []);
    const open = used.filter((id) => !answered.has(id));
    if (open.length > 0) {
      throw new Refusal(400, `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`);
    }
    const [first] = blocks;
    if (thinking && message.role === 'assistant' && index >= messages.length - 2 && used.length > 0 && first && first.type !== 'thinking' && first.type !== 'redacted_thinking') {
      throw new Refusal(400, `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first.type}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block.`);
    }
    const end = blocks.at(-1);
    if (last && message.role === 'assistant' && end?.type === 'text' && /\s$/.test(end.text)) {
      throw new Refusal(400, 'messages: final assistant content cannot end with trailing whitespace');
    }
  });
}

function checkBlock(block: RequestBlock, where: string, role: RequestMessage['role']): void {
  if (block.type === 'text' && block.text === '') throw new Refusal(400, 'messages: text content blocks must be non-empty');
  if (block.type === 'thinking' && block.signature !== signatureOf(block.thinking)) throw new Refusal(400, `${where}: Invalid \`signature\` in \`thinking\` block`);
  const assistantOnly = block.type === 'tool_use' || block.type === 'thinking' || block.type === 'redacted_thinking';
  if (role === 'user' && assistantOnly) throw new Refusal(400, `${where}: \`${block.type}\` blocks may only be in \`assistant\` messages`);
  if (role === 'assistant' && block.type === 'tool_result') throw new Refusal(400, `${where}: \`tool_result\` blocks may only be in \`user\` messages`);
}

function checkResults(blocks: readonly RequestBlock[], previous: RequestMessage | undefined, index: number): void {
  const used = new Set(previous ? blocksOf(previous).flatMap((block) => (block.type === 'tool_use' ? [block.id] : [])) : []);
  const orphan = blocks.find((block) => block.type === 'tool_result' && !used.has(block.tool_use_id));
  if (orphan?.type === 'tool_result') {
    throw new Refusal(400, `messages.${index}.content.${blocks.indexOf(orphan)}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${orphan.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`);
  }
}
