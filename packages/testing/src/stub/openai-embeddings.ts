import { z } from 'zod';
import { hashedVector } from '../hashed-vector.ts';
import { countTokens } from '../token.ts';
import type { Exchange } from './exchange.ts';
import { knownModel, tooLong } from './openai-chat.ts';
import { openAiRefusal } from './openai-error.ts';
import { Refusal } from './refusal.ts';
import type { ModelOptions } from './stub-models.ts';

const token = z.number().int().nonnegative();
const request = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.string()).min(1).max(2048), z.array(token).min(1), z.array(z.array(token).min(1)).min(1).max(2048)]),
  dimensions: z.number().int().min(1).max(4096).optional(),
  encoding_format: z.enum(['float', 'base64']).optional(),
  user: z.string().optional(),
});

const ownDimensions = 256;

/** POST /v1/embeddings: hashed unit vectors, as numbers or as base64 of little-endian floats. */
export function openAiEmbeddings(options: ModelOptions): (exchange: Exchange) => Promise<void> {
  return async (exchange) => {
    const parsed = request.safeParse(exchange.request.body);
    if (!parsed.success) throw openAiRefusal(parsed.error, exchange.request.body);
    const { model, input, dimensions = ownDimensions, encoding_format: encoding = 'float' } = parsed.data;
    const contextTokens = knownModel(model, options);
    const texts = textsOf(input);
    if (texts.includes('')) throw new Refusal(400, "Invalid 'input': input cannot be an empty string.", { param: 'input' });
    const counts = texts.map(countTokens);
    const longest = Math.max(...counts);
    if (longest > contextTokens) throw tooLong(contextTokens, longest, 'input');
    const promptTokens = counts.reduce((sum, each) => sum + each, 0);
    await exchange.json(200, {
      object: 'list',
      data: texts.map((text, index) => ({ object: 'embedding', index, embedding: encoded(hashedVector(text, dimensions), encoding) })),
      model,
      usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
    });
  };
}

/** Token ids are taken as words: equal ids, equal vectors. */
function textsOf(input: z.output<typeof request>['input']): readonly string[] {
  if (typeof input === 'string') return [input];
  const list: readonly (string | number | readonly number[])[] = input;
  if (list.every((each) => typeof each === 'number')) return [list.join(' ')];
  return list.map((each) => (Array.isArray(each) ? each.join(' ') : String(each)));
}

function encoded(vector: Float32Array, encoding: 'float' | 'base64'): string | readonly number[] {
  if (encoding === 'float') return Array.from(vector);
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}
