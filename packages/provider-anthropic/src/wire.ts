import { z } from 'zod';

// What the API sends, leniently: only what is read is named, the rest is kept, and anything may be missing or null.

const count = z.number().nonnegative().nullish().catch(undefined);

export const wireUsage = z.looseObject({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  output_tokens_details: z.looseObject({ thinking_tokens: count }).nullish().catch(undefined),
});
export type WireUsage = z.infer<typeof wireUsage>;

/** Any content block; the reader knows some types and passes the others on. */
export const wireAnswerBlock = z.looseObject({ type: z.string() });
export type WireAnswerBlock = z.infer<typeof wireAnswerBlock>;

const stop = {
  stop_reason: z.string().nullish().catch(undefined),
  stop_sequence: z.string().nullish().catch(undefined),
  stop_details: z.looseObject({ explanation: z.string().nullish().catch(undefined) }).nullish().catch(undefined),
  container: z.unknown().optional(),
};

const head = {
  id: z.string().nullish().catch(undefined),
  model: z.string().nullish().catch(undefined),
  usage: wireUsage.nullish().catch(undefined),
};

export const wireMessageStart = z.looseObject({ message: z.looseObject(head) });
export const wireBlockStart = z.looseObject({ index: z.number().int().nonnegative(), content_block: wireAnswerBlock });
export const wireMessageDelta = z.looseObject({ delta: z.looseObject(stop).nullish(), usage: wireUsage.nullish().catch(undefined) });
export type WireMessageDelta = z.infer<typeof wireMessageDelta>;

export const wireMessage = z.looseObject({ ...head, ...stop, content: z.array(wireAnswerBlock) });
export type WireMessage = z.infer<typeof wireMessage>;

export const wireError = z.looseObject({
  error: z.looseObject({
    type: z.string().nullish().catch(undefined),
    message: z.string().nullish().catch(undefined),
    details: z.looseObject({ error_code: z.string().nullish().catch(undefined) }).nullish().catch(undefined),
  }),
  request_id: z.string().nullish().catch(undefined),
});

const supported = z.looseObject({ supported: z.boolean() }).nullish().catch(undefined);

export const wireModels = z.looseObject({
  data: z.array(
    z.looseObject({
      id: z.string(),
      display_name: z.string().nullish().catch(undefined),
      max_input_tokens: z.number().positive().nullish().catch(undefined),
      max_tokens: z.number().positive().nullish().catch(undefined),
      lifecycle: z.string().nullish().catch(undefined),
      capabilities: z
        .looseObject({ image_input: supported, pdf_input: supported, structured_outputs: supported, thinking: supported })
        .nullish()
        .catch(undefined),
    }),
  ),
  has_more: z.boolean().nullish().catch(undefined),
  last_id: z.string().nullish().catch(undefined),
});
export type WireModel = z.infer<typeof wireModels>['data'][number];
