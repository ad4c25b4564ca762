import { z } from 'zod';
import type { ResponseFormat, Tool, ToolChoice } from '../call.ts';

const schema = z.record(z.string(), z.unknown());
const functionDefinition = z.object({ name: z.string().min(1), description: z.string().nullish(), parameters: schema.nullish(), strict: z.boolean().nullish() });

/** OpenAI's spelling of a tool, or ours. */
export const toolInput = z.union([z.object({ type: z.literal('function'), function: functionDefinition }).transform((tool) => tool.function), functionDefinition]);

export function fromTool({ name, description, parameters, strict }: z.output<typeof toolInput>): Tool {
  return { name, ...(description && { description }), ...(parameters && { parameters }), ...(typeof strict === 'boolean' && { strict }) };
}

/** OpenAI's spelling of a choice, or ours. */
export const toolChoiceInput = z.union([
  z.enum(['auto', 'none', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }).transform(({ function: { name } }) => ({ name })),
  z.object({ name: z.string() }),
]) satisfies z.ZodType<ToolChoice>;

/** OpenAI's spelling of a response format, or ours. */
export const responseFormatInput = z.union([
  z.enum(['text', 'json']).transform((type): ResponseFormat => ({ type })),
  z.object({ type: z.literal('text') }),
  z.object({ type: z.enum(['json', 'json_object']) }).transform((): ResponseFormat => ({ type: 'json' })),
  z
    .object({ type: z.literal('json_schema'), json_schema: z.object({ name: z.string(), description: z.string().nullish(), schema: schema.nullish(), strict: z.boolean().nullish() }) })
    .transform(({ json_schema: { name, description, schema: given, strict } }): ResponseFormat => ({
      type: 'json-schema',
      name,
      schema: given ?? {},
      ...(description && { description }),
      ...(typeof strict === 'boolean' && { strict }),
    })),
  z.object({ type: z.literal('json-schema'), name: z.string().default('answer'), schema, description: z.string().optional(), strict: z.boolean().optional() }).transform((format) => format as ResponseFormat),
]);
