import { openAiChat, knownModel } from './stub/openai-chat.ts';
import { openAiEmbeddings } from './stub/openai-embeddings.ts';
import { authorizeOpenAi, openAiError } from './stub/openai-error.ts';
import { openAiResponses } from './stub/openai-responses.ts';
import { sseEvent } from './stub/sse.ts';
import type { ModelOptions, StubModel } from './stub/stub-models.ts';
import { stubServer } from './stub/stub-server.ts';
import type { StubOptions, VendorStub } from './stub/vendor-stub.ts';

export interface OpenAiStubOptions extends StubOptions, ModelOptions {}

const usualModels: readonly StubModel[] = [{ id: 'gpt-4o-mini' }, { id: 'text-embedding-3-small' }];

/** A loopback server that speaks chat completions, responses, embeddings and models as OpenAI does, refusals included. */
export function openAiStub(options: OpenAiStubOptions = {}): Promise<VendorStub> {
  const models = (options.models ?? usualModels).map(({ id }) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'llmrr-stub' }));
  return stubServer(
    {
      basePath: '/v1',
      routes: {
        'POST /v1/chat/completions': openAiChat(options),
        'POST /v1/responses': openAiResponses(options),
        'POST /v1/embeddings': openAiEmbeddings(options),
        'GET /v1/models': (exchange) => exchange.json(200, { object: 'list', data: models }),
        'GET /v1/models/*': (exchange) => {
          const id = decodeURIComponent(exchange.request.path.split('/').at(-1) ?? '');
          knownModel(id, { models });
          return exchange.json(200, models.find((model) => model.id === id));
        },
      },
      authorize: authorizeOpenAi,
      errorBody: openAiError,
      errorEvent: (refusal) => sseEvent(openAiError(refusal)),
      headers: (requestId) => ({ 'x-request-id': requestId, 'openai-version': '2020-10-01', 'openai-processing-ms': '1' }),
    },
    options,
  );
}
