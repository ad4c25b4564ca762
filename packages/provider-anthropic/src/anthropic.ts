import { LlmrrError, systemClock, type Clock, type LanguageModel, type ModelCard, type Provider, type Source } from '@llmrr/core';
import type { Transport } from '@llmrr/http';
import { z } from 'zod';

import { connection } from './connection.ts';
import { discover } from './discover.ts';
import { languageModel } from './language-model.ts';
import { modelCard, type CardOf } from './model-card.ts';

export interface AnthropicOptions {
  /** Scheme of its sources, and the key of its fields in `call.vendor`. */
  readonly name?: string;
  /** Without it only proxies that need none, or have one in `headers`, can be called. */
  readonly apiKey?: string;
  /** With or without `/v1`. */
  readonly baseUrl?: string;
  /** Pins anthropic-version. Default: 2026-10-21, and 2023-06-01 for calls with temperature, topP or topK, which newer versions refuse. */
  readonly version?: string;
  /** Values of anthropic-beta on every request. */
  readonly betas?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Stays the caller's: closing the provider does not close it. */
  readonly transport: Transport;
  /** What a catalogue knows of a model, by the provider's own name. */
  readonly cardOf?: CardOf;
  readonly clock?: Pick<Clock, 'wall'>;
}

export interface AnthropicProvider extends Provider {
  languageModel(source: Source): Promise<LanguageModel>;
  discover(options?: { readonly signal?: AbortSignal }): Promise<readonly ModelCard[]>;
  close(): Promise<void>;
}

const settingsSchema = z.looseObject({
  contextTokens: z.int().positive().optional(),
  maxOutputTokens: z.int().positive().optional(),
});

/** Claude over the messages API, and whatever else speaks that dialect. Opening a model does no I/O. */
export function anthropic({
  name = 'anthropic',
  apiKey,
  baseUrl = 'https://api.anthropic.com',
  version,
  betas = [],
  headers = {},
  transport,
  cardOf,
  clock = systemClock,
}: AnthropicOptions): AnthropicProvider {
  const wire = connection({ provider: name, apiKey, baseUrl, betas, headers, transport });
  let closed = false;
  const assertOpen = (): void => {
    if (closed) throw new LlmrrError('not-initialized', `the provider ${name} is closed; open another one`);
  };

  return {
    name,
    opens: ({ scheme }) => scheme === name,
    async languageModel({ uri, rest, id = uri, options }) {
      assertOpen();
      if (rest === '') throw new LlmrrError('invalid-config', `the source ${JSON.stringify(uri)} names no model; expected ${name}:MODEL`);
      const parsed = settingsSchema.safeParse(options ?? {});
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new LlmrrError('invalid-config', `${id}: ${issue?.path.join('.') ?? 'options'} does not fit: ${issue?.message ?? 'expected an object'}`);
      }
      const { contextTokens, maxOutputTokens } = parsed.data;
      const card = modelCard({
        id,
        provider: name,
        name: rest,
        cardOf,
        settings: { ...(contextTokens !== undefined && { contextTokens }), ...(maxOutputTokens !== undefined && { maxOutputTokens }) },
      });
      return languageModel({ card, connection: wire, version, apiKey, clock, assertOpen });
    },
    async discover({ signal } = {}) {
      assertOpen();
      return discover({ connection: wire, version: version ?? '2026-10-21', provider: name, apiKey, cardOf, clock, signal });
    },
    async close() {
      closed = true;
    },
  };
}
