import { collector, type Answer } from '../answer.ts';
import type { LanguageCall } from '../call.ts';
import type { StreamPart } from '../part.ts';

/** A step of your own around the model. `after` sees the whole answer, so a stream is held back until it is complete; `around` has full control. */
export interface PipelineStage {
  readonly name: string;
  before?(call: LanguageCall): LanguageCall | Promise<LanguageCall>;
  after?(answer: Answer, call: LanguageCall): Answer | Promise<Answer>;
  around?(call: LanguageCall, next: (call: LanguageCall) => AsyncIterable<StreamPart>): AsyncIterable<StreamPart>;
}

export interface Pipeline {
  /** Adds a stage inside those that are there: the first one added sees the request first and the answer last. */
  use(stage: PipelineStage): () => void;
  readonly stages: readonly PipelineStage[];
  process(call: LanguageCall, engine: (call: LanguageCall) => AsyncIterable<StreamPart>): AsyncIterable<StreamPart>;
}

export function pipeline(): Pipeline {
  let stages: readonly PipelineStage[] = [];
  return {
    get stages() {
      return stages;
    },
    use(stage) {
      stages = [...stages, stage];
      return () => {
        stages = stages.filter((one) => one !== stage);
      };
    },
    process(call, engine) {
      if (stages.length === 0) return engine(call);
      return stages.reduceRight<(call: LanguageCall) => AsyncIterable<StreamPart>>((next, stage) => (inner) => through(stage, inner, next), engine)(call);
    },
  };
}

function through(stage: PipelineStage, call: LanguageCall, next: (call: LanguageCall) => AsyncIterable<StreamPart>): AsyncIterable<StreamPart> {
  return (async function* () {
    const changed = stage.before ? await stage.before(call) : call;
    const parts = stage.around ? stage.around(changed, next) : next(changed);
    if (!stage.after) {
      yield* parts;
      return;
    }
    const collected = collector('pipeline');
    const kept: StreamPart[] = [];
    for await (const part of parts) {
      collected.add(part);
      kept.push(part);
    }
    yield* replay(await stage.after(collected.answer(), changed), kept);
  })();
}

/** The parts of a changed answer: its own content between the start and the end of the original. */
function* replay(answer: Answer, original: readonly StreamPart[]): Generator<StreamPart> {
  const start = original.find((part) => part.type === 'start');
  if (start) yield withoutRaw(start);
  const asText = answer.content.filter((block) => block.type === 'text').map(({ text }) => text).join('');
  let index = 0;
  // `text` wins over the blocks when a stage changed only the text.
  if (answer.text !== asText) {
    for (const block of answer.content) if (block.type === 'reasoning') yield { ...block, index: index++ };
    yield { type: 'text', index: index++, text: answer.text };
  }
  for (const block of answer.content) {
    if (block.type === 'text') {
      if (answer.text === asText) yield { type: 'text', index: index++, text: block.text };
    } else if (block.type === 'reasoning') {
      if (answer.text === asText) yield { ...block, index: index++ };
    } else if (block.type === 'tool-call') yield { type: 'tool-call', index: index++, id: block.id, name: block.name, arguments: block.arguments };
    else if (block.type === 'refusal') yield { type: 'refusal', index: index++, text: block.text };
    else if (block.type === 'vendor') yield { ...block, index: index++ };
  }
  for (const part of original) if (part.type === 'usage' || part.type === 'finish') yield withoutRaw(part);
}

function withoutRaw(part: StreamPart): StreamPart {
  const { raw: _raw, ...rest } = part;
  return rest as StreamPart;
}
