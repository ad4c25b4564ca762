import { z } from 'zod';
import type { EmbeddingCall } from '../call.ts';
import type { Embeddings } from '../model.ts';
import { requestError } from './issues.ts';
import { openAiChat, unfit, unknownFields } from './openai-chat-request.ts';

/** The body of `POST /v1/embeddings`. */
export const embeddingRequestBody = z.looseObject({
  model: z.string().nullish(),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.number().int().positive().nullish(),
  user: z.string().nullish(),
  llmrr: z.strictObject({ fallbacks: z.array(z.string().min(1)).optional().describe('Only models of the same vectors: those of two models must never be mixed.') }).nullish(),
});
const known: ReadonlySet<string> = new Set(Object.keys(embeddingRequestBody.shape));

export interface EmbeddingRequest {
  readonly call: EmbeddingCall;
  readonly model?: string;
  readonly format: 'float' | 'base64';
}

/** Throws `invalid-request` that names the path of what does not fit. */
export function embeddingRequest(body: unknown): EmbeddingRequest {
  const { input: raw } = (body ?? {}) as { input?: unknown };
  if (Array.isArray(raw) && raw.length > 0 && raw.every((item) => typeof item === 'number' || Array.isArray(item))) {
    throw unfit('input', 'token arrays belong to one tokenizer and cannot be routed; send text');
  }
  const parsed = embeddingRequestBody.safeParse(body);
  if (!parsed.success) throw requestError(parsed.error, 'body');
  const { model, input, encoding_format, dimensions, llmrr, user } = parsed.data;
  const unknown = unknownFields(parsed.data, known);
  const vendor = user != null ? { ...unknown, user } : unknown;
  return {
    call: {
      values: typeof input === 'string' ? [input] : input,
      ...(dimensions != null && { dimensions }),
      ...(vendor && { vendor: { [openAiChat]: vendor } }),
      ...(llmrr?.fallbacks && { routing: { fallbacks: llmrr.fallbacks } }),
    },
    ...(model && { model }),
    format: encoding_format ?? 'float',
  };
}

export interface EmbeddingList {
  readonly object: 'list';
  readonly data: readonly { readonly object: 'embedding'; readonly index: number; readonly embedding: readonly number[] | string }[];
  readonly model: string;
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

/** `characters` stand in where the model counted no tokens: OpenAI's shape must name a number. */
export function embeddingList({ model, vectors, usage }: Embeddings, format: 'float' | 'base64', characters: number): EmbeddingList {
  const tokens = usage?.inputTokens ?? Math.ceil(characters / 4);
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: format === 'float' ? [...vector] : base64(vector) })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

/** Little-endian 32-bit floats, as OpenAI's clients read them. */
function base64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}
