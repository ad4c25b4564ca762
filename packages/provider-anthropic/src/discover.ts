import { LlmrrError, type Clock, type ModelCard } from '@llmrr/core';
import { readJson } from '@llmrr/http';

import type { Connection } from './connection.ts';
import { responseError, type ErrorContext } from './errors.ts';
import { modelCard, type CardOf } from './model-card.ts';
import { wireModels } from './wire.ts';

export interface DiscoverOptions {
  readonly connection: Connection;
  readonly version: string;
  readonly provider: string;
  readonly apiKey: string | undefined;
  readonly cardOf?: CardOf | undefined;
  readonly clock: Pick<Clock, 'wall'>;
  readonly signal?: AbortSignal | undefined;
}

/** Nobody has so many models; a list that goes on has gone wrong. */
const mostPages = 20;

/** GET /v1/models, every page. */
export async function discover({ connection, version, provider, apiKey, cardOf, clock, signal }: DiscoverOptions): Promise<readonly ModelCard[]> {
  const context: ErrorContext = { about: 'the list of models', provider, apiKey };
  const cards: ModelCard[] = [];
  let after = '';
  for (let page = 0; page < mostPages; page++) {
    const response = await connection.send({ path: `/v1/models?limit=1000${after}`, version, signal });
    const bytes = await response.bytes();
    if (response.status !== 200) throw responseError({ status: response.status, headers: response.headers, bytes }, clock.wall(), context);
    const parsed = wireModels.safeParse(readJson(bytes, response.headers, provider));
    if (!parsed.success) throw new LlmrrError('bad-gateway', `${provider} answered something other than a list of models; check that baseUrl points at the API`);
    const { data, has_more, last_id } = parsed.data;
    for (const listed of data) cards.push(modelCard({ id: `${provider}:${listed.id}`, provider, name: listed.id, cardOf, listed }));
    if (!has_more || !last_id) break;
    after = `&after_id=${encodeURIComponent(last_id)}`;
  }
  return cards;
}
