import { chatRequestBody, completionRequestBody, embeddingRequestBody } from '@llmrr/core';
import { z } from 'zod';
import { completeBody } from './complete-route.ts';
import { generateBody } from './generate-route.ts';
import { chatChunkSchema, chatCompletionSchema, embeddingListSchema, errorSchema, modelListSchema, modelSchema, textCompletionSchema } from './openai-schemas.ts';

export interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly example?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: 'query' | 'path' | 'header'; readonly required?: boolean; readonly description: string }[];
  readonly answer: { readonly type: string; readonly description: string; readonly schema?: z.ZodType };
  readonly streamed?: { readonly description: string; readonly schema?: z.ZodType };
  /** No key is needed even where keys are configured. */
  readonly open?: boolean;
}

const loose = z.looseObject({});
const routingHeaders = [
  { name: 'x-llmrr-strategy', in: 'header' as const, description: 'Routing strategy for this request.' },
  { name: 'x-llmrr-tenant', in: 'header' as const, description: 'Tenant on whose behalf it is made.' },
];

export const operations: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/chat/completions',
    summary: 'Answer a conversation. `model` is an id, an alias, `auto`, or `auto:<strategy>`; the decision comes back in `x-llmrr-*` headers, and in the body if `llmrr.decision` is true.',
    body: chatRequestBody,
    example: { model: 'auto', messages: [{ role: 'user', content: 'Hello' }], stream: true, llmrr: { decision: true } },
    parameters: routingHeaders,
    answer: { type: 'application/json', description: 'OpenAI’s chat completion.', schema: chatCompletionSchema },
    streamed: { description: 'With `stream: true`: events whose data is a chunk, then `[DONE]`. A failure on the way is an event with `error`, and no `[DONE]`.', schema: chatChunkSchema },
  },
  {
    method: 'post',
    path: '/v1/completions',
    summary: 'The legacy form: text in, text out.',
    body: completionRequestBody,
    example: { model: 'auto', prompt: 'Once upon a time', max_tokens: 32 },
    parameters: routingHeaders,
    answer: { type: 'application/json', description: 'OpenAI’s text completion.', schema: textCompletionSchema },
    streamed: { description: 'With `stream: true`: events of the same shape, then `[DONE]`.', schema: textCompletionSchema },
  },
  {
    method: 'post',
    path: '/v1/embeddings',
    summary: 'Vectors of texts.',
    body: embeddingRequestBody,
    example: { model: 'auto', input: ['a text', 'another one'] },
    answer: { type: 'application/json', description: 'One vector per input, in order.', schema: embeddingListSchema },
  },
  { method: 'get', path: '/v1/models', summary: 'The registered models, and `auto`.', answer: { type: 'application/json', description: 'OpenAI’s list of models.', schema: modelListSchema } },
  {
    method: 'get',
    path: '/v1/models/{model}',
    summary: 'One model by id, alias or name; ids may contain slashes and colons.',
    parameters: [{ name: 'model', in: 'path', required: true, description: 'Id, alias or name.' }],
    answer: { type: 'application/json', description: 'OpenAI’s model.', schema: modelSchema },
  },
  {
    method: 'post',
    path: '/v1/route/explain',
    summary: 'What would be decided for a chat request now: candidates with scores, who is excluded and why. No model is called.',
    body: chatRequestBody,
    example: { model: 'auto:cost-optimized', messages: [{ role: 'user', content: 'Hello' }] },
    answer: { type: 'application/json', description: 'The plan.', schema: z.looseObject({ strategy: z.string(), order: z.array(z.string()), candidates: z.array(loose), excluded: z.array(loose) }) },
  },
  {
    method: 'post',
    path: '/complete',
    summary: 'For clients of the Python gateway: messages with use case and tier.',
    body: completeBody,
    example: { messages: 'Hello', use_case: 'general_purpose', tier: 'standard' },
    answer: { type: 'application/json', description: 'A chat completion.', schema: chatCompletionSchema },
  },
  {
    method: 'post',
    path: '/api/generate',
    summary: 'For old clients: a prompt in, the text of the answer as it comes.',
    body: generateBody,
    example: { prompt: 'Hello' },
    answer: { type: 'text/plain', description: 'Chunks of text. A failure on the way cuts the connection.' },
  },
  {
    method: 'get',
    path: '/stream-query',
    summary: 'A question in the address, the answer as server-sent events `{ text, finished }`.',
    parameters: [{ name: 'question', in: 'query', required: true, description: 'What is asked.' }],
    answer: { type: 'text/event-stream', description: 'The last event is finished and without text; it has `error` where it failed.' },
  },
  { method: 'get', path: '/api/status', summary: 'Models, measurements and counters, as the page shows them.', answer: { type: 'application/json', description: 'The status.', schema: loose } },
  {
    method: 'get',
    path: '/health',
    summary: 'healthy; degraded when something registered cannot be used; unhealthy, with 503, when nothing can answer.',
    answer: { type: 'application/json', description: 'The report.', schema: z.looseObject({ status: z.enum(['healthy', 'degraded', 'unhealthy']) }) },
    open: true,
  },
  { method: 'get', path: '/ready', summary: '200 while requests are welcome, 503 before the start and from the beginning of a shutdown.', answer: { type: 'application/json', description: 'Whether it is.', schema: z.object({ ready: z.boolean() }) }, open: true },
];

/** OpenAPI 3.1 of everything this gateway serves, from the schemas that the routes parse with. */
export function openapiDocument({ version, needsKey }: { readonly version: string; readonly needsKey: boolean }): object {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) (paths[operation.path] ??= {})[operation.method] = operationObject(operation, needsKey);
  return {
    openapi: '3.1.0',
    info: { title: 'LLM Runner Router', version, description: 'One OpenAI-compatible door to models on this machine and behind APIs; every request goes to the model that serves it best.', license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}

function operationObject({ path, method, summary, body, example, parameters = [], answer, streamed, open }: Operation, needsKey: boolean): object {
  return {
    operationId: `${method}${path.replace(/[^a-z0-9]+(.)?/gi, (_match, next: string | undefined) => next?.toUpperCase() ?? '')}`,
    summary,
    ...(needsKey && !open && { security: [{ bearer: [] }] }),
    ...(parameters.length > 0 && { parameters: parameters.map(({ required = false, ...parameter }) => ({ ...parameter, required, schema: { type: 'string' } })) }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body), ...(example !== undefined && { example }) } } } }),
    responses: {
      200: {
        description: streamed ? `${answer.description} ${streamed.description}` : answer.description,
        content: {
          [answer.type]: answer.schema ? { schema: jsonSchema(answer.schema) } : {},
          ...(streamed && { 'text/event-stream': streamed.schema ? { schema: jsonSchema(streamed.schema) } : {} }),
        },
      },
      ...(open ? {} : { default: { description: 'A failure, in OpenAI’s shape.', content: { 'application/json': { schema: jsonSchema(errorSchema) } } } }),
    },
  };
}

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    // Vendors may add to what they answer, and clients to what they ask.
    override: ({ jsonSchema: written }) => {
      if (written.additionalProperties === false) delete written.additionalProperties;
    },
  }) as Record<string, unknown>;
  return rest;
}
