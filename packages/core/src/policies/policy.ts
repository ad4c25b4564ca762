import type { BaseCall } from '../call.ts';
import type { ModelCard } from '../card.ts';
import type { AnyModel, ClassifierModel, EmbeddingModel, LanguageModel, RerankModel } from '../model.ts';

export interface Part {
  readonly type: string;
}
/** One attempt on one model: nothing happens until it is iterated. */
export type Run<Call extends BaseCall, Item extends Part> = (call: Call) => AsyncIterable<Item>;

export interface Target {
  readonly id: string;
  readonly card: ModelCard;
}

/** Wraps one attempt. Written once for language, embedding, rerank and classifier models alike. */
export type Policy = <Call extends BaseCall, Item extends Part>(run: Run<Call, Item>, target: Target) => Run<Call, Item>;

/** `wrap(model, a, b)` sends each call through a, then b, then the model; the other members stay as they are. */
export function wrap<Model extends AnyModel>(model: Model, ...policies: readonly Policy[]): Model {
  if (policies.length === 0) return model;
  const through = <Call extends BaseCall, Item extends Part>(run: Run<Call, Item>) =>
    policies.reduceRight((inner, policy) => policy(inner, model), run);
  const wrapped: Record<string, unknown> = {};
  const { stream } = model as Partial<LanguageModel>;
  if (stream) wrapped['stream'] = through(stream);
  const { embed } = model as Partial<EmbeddingModel>;
  if (embed) wrapped['embed'] = once(embed, through);
  const { rerank } = model as Partial<RerankModel>;
  if (rerank) wrapped['rerank'] = once(rerank, through);
  const { classify } = model as Partial<ClassifierModel>;
  if (classify) wrapped['classify'] = once(classify, through);
  return { ...model, ...wrapped };
}

interface ResultPart<Result> extends Part {
  readonly type: 'result';
  readonly result: Result;
}

/** Lifts a verb with one answer: to the policies it is a stream of one part. */
function once<Call extends BaseCall, Result>(
  verb: (call: Call) => Promise<Result>,
  through: (run: Run<Call, ResultPart<Result>>) => Run<Call, ResultPart<Result>>,
): (call: Call) => Promise<Result> {
  const run = through(async function* (call) {
    yield { type: 'result', result: await verb(call) };
  });
  return async (call) => {
    let last: ResultPart<Result> | undefined;
    for await (const part of run(call)) last = part;
    return last!.result;
  };
}
