import type { LanguageCall } from './call.ts';
import type { Content, ReasoningContent, ToolCallContent } from './content.ts';
import type { Decision } from './decision.ts';
import { LlmrrError } from './error.ts';
import type { LanguageModel } from './model.ts';
import type { FinishReason, RawPart, StreamPart, TokenLogprob, Usage } from './part.ts';

/** A stream, collected. */
export interface Answer {
  /** Model that answered, by our id. */
  readonly model: string;
  readonly vendorModel?: string;
  readonly responseId?: string;
  /** The blocks in order, ready to be the content of the assistant's message in the next turn. */
  readonly content: readonly Content[];
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly ToolCallContent[];
  readonly finishReason: FinishReason;
  readonly vendorReason?: string;
  readonly stopSequence?: string;
  /** `null` when the vendor sent none. */
  readonly usage: Usage | null;
  readonly logprobs?: readonly TokenLogprob[];
  /** Absent when no router was involved. */
  readonly decision?: Decision;
  /** The vendor's whole body, where `delivery: 'whole'` brought one. */
  readonly raw?: RawPart;
}

/** Asks for the whole answer; as strict as the stream: throws unless the model said that it was finished. */
export async function generate(model: Pick<LanguageModel, 'id' | 'stream'>, call: LanguageCall): Promise<Answer> {
  const parts = collector(model.id);
  for await (const part of model.stream(call.delivery ? call : { ...call, delivery: 'whole' })) parts.add(part);
  return parts.answer();
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Block = Mutable<Exclude<Content, { type: 'image' | 'file' | 'audio' | 'tool-result' }>>;

/** Takes the parts of one stream, in order; `answer()` throws `stream-cut` before `finish` was seen. */
export function collector(model: string): { add(part: StreamPart): void; answer(): Answer } {
  const blocks: Block[] = [];
  const byIndex: (Block | undefined)[] = [];
  const logprobs: TokenLogprob[] = [];
  let start: Extract<StreamPart, { type: 'start' }> | undefined;
  let finish: Extract<StreamPart, { type: 'finish' }> | undefined;
  let usage: Usage | null = null;

  const open = <Type extends Block['type']>(index: number, fresh: Extract<Block, { type: Type }>): Extract<Block, { type: Type }> => {
    const found = byIndex[index];
    if (found?.type === fresh.type) return found as Extract<Block, { type: Type }>;
    blocks.push(fresh);
    byIndex[index] = fresh;
    return fresh;
  };

  return {
    add(part) {
      switch (part.type) {
        case 'start':
          start = part;
          break;
        case 'text':
          open(part.index, { type: 'text', text: '' }).text += part.text;
          if (part.logprobs) logprobs.push(...part.logprobs);
          break;
        case 'refusal':
          open(part.index, { type: 'refusal', text: '' }).text += part.text;
          break;
        case 'reasoning': {
          const block = open<'reasoning'>(part.index, { type: 'reasoning', text: '' });
          block.text += part.text;
          if (part.signature !== undefined) block.signature = part.signature;
          if (part.redacted !== undefined) block.redacted = part.redacted;
          break;
        }
        case 'tool-call': {
          const block = open(part.index, { type: 'tool-call', id: '', name: '', arguments: '' });
          if (part.id !== undefined) block.id = part.id;
          if (part.name !== undefined) block.name = part.name;
          block.arguments += part.arguments;
          break;
        }
        case 'usage':
          usage = part.usage;
          break;
        case 'vendor':
          if (part.index !== undefined) blocks.push({ type: 'vendor', vendor: part.vendor, block: part.block });
          break;
        case 'finish':
          finish = part;
          break;
        default:
          part satisfies never;
      }
    },
    answer() {
      if (!finish) throw new LlmrrError('stream-cut', `${start?.model ?? model} ended its stream without a finish`);
      const joined = (type: 'text' | 'reasoning' | 'refusal'): string => {
        let text = '';
        for (const block of blocks) if (block.type === type) text += (block as ReasoningContent).text;
        return text;
      };
      const raw = start?.raw;
      return {
        model: start?.model ?? model,
        ...(start?.vendorModel !== undefined && { vendorModel: start.vendorModel }),
        ...(start?.responseId !== undefined && { responseId: start.responseId }),
        content: blocks,
        text: joined('text'),
        reasoning: joined('reasoning'),
        refusal: joined('refusal'),
        toolCalls: blocks.filter((block) => block.type === 'tool-call'),
        finishReason: finish.reason,
        ...(finish.vendorReason !== undefined && { vendorReason: finish.vendorReason }),
        ...(finish.stopSequence !== undefined && { stopSequence: finish.stopSequence }),
        usage,
        ...(logprobs.length > 0 && { logprobs }),
        ...(finish.decision && { decision: finish.decision }),
        ...(raw && { raw }),
      };
    },
  };
}
