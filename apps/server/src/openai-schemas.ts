import { z } from 'zod';

// What OpenAI documents of its answers, field by field, and our own additions under `llmrr` and `reasoning_content`: the
// OpenAPI document shows them, and the tests hold everything against them that this gateway writes itself.

const seconds = z.number().int().positive();
const count = z.number().int().nonnegative();
const decision = z.looseObject({ requestId: z.string(), strategy: z.string(), model: z.string().nullable() });
const routing = z.union([z.strictObject({ decision }), z.strictObject({ decisions: z.array(decision) })]).optional();

export const usageSchema = z.strictObject({
  prompt_tokens: count,
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: z.strictObject({ cached_tokens: count, audio_tokens: count }).optional(),
  completion_tokens_details: z
    .strictObject({ reasoning_tokens: count, audio_tokens: count, accepted_prediction_tokens: count, rejected_prediction_tokens: count })
    .optional(),
});

const tokenLogprob = z.strictObject({ token: z.string(), logprob: z.number(), bytes: z.array(z.number().int().min(0).max(255)).nullable() });
const logprobs = z
  .strictObject({ content: z.array(tokenLogprob.extend({ top_logprobs: z.array(tokenLogprob) })).nullable(), refusal: z.array(z.unknown()).nullable() })
  .nullable();
const finishReason = z.enum(['stop', 'length', 'tool_calls', 'content_filter', 'function_call']);

export const chatCompletionSchema = z.strictObject({
  id: z.string().min(1),
  object: z.literal('chat.completion'),
  created: seconds,
  model: z.string().min(1),
  choices: z
    .array(
      z.strictObject({
        index: count,
        message: z.strictObject({
          role: z.literal('assistant'),
          content: z.string().nullable(),
          refusal: z.string().nullable(),
          reasoning_content: z.string().optional(),
          tool_calls: z.array(z.strictObject({ id: z.string().min(1), type: z.literal('function'), function: z.strictObject({ name: z.string().min(1), arguments: z.string() }) })).min(1).optional(),
        }),
        logprobs,
        finish_reason: finishReason,
      }),
    )
    .min(1),
  usage: usageSchema.optional(),
  llmrr: routing,
});

export const chatChunkSchema = z.strictObject({
  id: z.string().min(1),
  object: z.literal('chat.completion.chunk'),
  created: seconds,
  model: z.string().min(1),
  choices: z.array(
    z.strictObject({
      index: count,
      delta: z.strictObject({
        role: z.literal('assistant').optional(),
        content: z.string().nullable().optional(),
        refusal: z.string().nullable().optional(),
        reasoning_content: z.string().optional(),
        tool_calls: z
          .array(
            z.strictObject({
              index: count,
              id: z.string().min(1).optional(),
              type: z.literal('function').optional(),
              function: z.strictObject({ name: z.string().optional(), arguments: z.string().optional() }).optional(),
            }),
          )
          .optional(),
      }),
      logprobs: logprobs.optional(),
      finish_reason: finishReason.nullable(),
    }),
  ),
  usage: usageSchema.nullable().optional(),
  llmrr: routing,
});

export const textCompletionSchema = z.strictObject({
  id: z.string().min(1),
  object: z.literal('text_completion'),
  created: seconds,
  model: z.string().min(1),
  choices: z.array(
    z.strictObject({
      index: count,
      text: z.string(),
      logprobs: z
        .strictObject({ tokens: z.array(z.string()), token_logprobs: z.array(z.number()), top_logprobs: z.array(z.record(z.string(), z.number())), text_offset: z.array(count) })
        .nullable(),
      // In a stream it is null until the last event, as OpenAI sends it.
      finish_reason: z.enum(['stop', 'length', 'content_filter']).nullable(),
    }),
  ),
  usage: usageSchema.nullable().optional(),
  llmrr: routing,
});

export const embeddingListSchema = z.strictObject({
  object: z.literal('list'),
  data: z.array(z.strictObject({ object: z.literal('embedding'), index: count, embedding: z.union([z.array(z.number()), z.string()]) })),
  model: z.string().min(1),
  usage: z.strictObject({ prompt_tokens: count, total_tokens: count }),
});

export const modelSchema = z.strictObject({ id: z.string().min(1), object: z.literal('model'), created: seconds, owned_by: z.string(), llmrr: z.looseObject({}).optional() });
export const modelListSchema = z.strictObject({ object: z.literal('list'), data: z.array(modelSchema) });

export const errorSchema = z.strictObject({ error: z.strictObject({ message: z.string().min(1), type: z.string().min(1), param: z.string().nullable(), code: z.string().nullable() }) });
