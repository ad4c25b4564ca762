import { systemClock } from '@llmrr/core';
import { promptCache } from './stub/anthropic-cache.ts';
import { anthropicError, authorizeAnthropic } from './stub/anthropic-error.ts';
import { anthropicCount, anthropicMessages, knownClaude } from './stub/anthropic-messages.ts';
import { sseEvent } from './stub/sse.ts';
import type { ModelOptions, StubModel } from './stub/stub-models.ts';
import { stubServer } from './stub/stub-server.ts';
import type { StubOptions, VendorStub } from './stub/vendor-stub.ts';

export interface AnthropicStubOptions extends StubOptions, ModelOptions {
  /** Shorter prefixes are not cached, whatever their marks say. */
  readonly cacheMinimumTokens?: number;
}

const usualModels: readonly StubModel[] = [{ id: 'claude-sonnet-5-5' }, { id: 'claude-haiku-4-5' }];

/** A loopback server that speaks messages, count_tokens and models as Anthropic does: signed thinking, cache accounting, refusals. */
export function anthropicStub(options: AnthropicStubOptions = {}): Promise<VendorStub> {
  const { clock = systemClock, cacheMinimumTokens = 1024 } = options;
  const models = (options.models ?? usualModels).map(({ id, contextTokens }) => ({
    type: 'model',
    id,
    display_name: id,
    created_at: '2026-01-01T00:00:00Z',
    capabilities: null,
    lifecycle: 'active',
    line: null,
    deprecated_at: null,
    retires_at: null,
    max_input_tokens: contextTokens ?? options.contextTokens ?? null,
    max_tokens: null,
  }));
  return stubServer(
    {
      basePath: '',
      routes: {
        'POST /v1/messages': anthropicMessages({ ...options, cacheOf: promptCache({ clock, minimumTokens: cacheMinimumTokens }) }),
        'POST /v1/messages/count_tokens': anthropicCount(options),
        'GET /v1/models': (exchange) => exchange.json(200, { data: models, has_more: false, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null }),
        'GET /v1/models/*': (exchange) => {
          const id = decodeURIComponent(exchange.request.path.split('/').at(-1) ?? '');
          knownClaude(id, { models });
          return exchange.json(200, models.find((model) => model.id === id));
        },
      },
      authorize: authorizeAnthropic,
      errorBody: anthropicError,
      errorEvent: (refusal, requestId) => sseEvent(anthropicError(refusal, requestId), 'error'),
      headers: (requestId) => ({ 'request-id': requestId, 'anthropic-organization-id': 'llmrr-stub' }),
    },
    options,
  );
}
