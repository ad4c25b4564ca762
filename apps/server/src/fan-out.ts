import { setMaxListeners } from 'node:events';
import type { LanguageCall, StreamPart } from '@llmrr/core';
import type { GatewayRouter } from './server-options.ts';

export interface Picked {
  readonly model?: string | undefined;
  readonly models?: readonly string[] | undefined;
}

/** The streams of all wanted answers; several of one request go to one model, so that they can be compared. */
export async function fanOut(router: GatewayRouter, calls: readonly LanguageCall[], pick: Picked): Promise<readonly AsyncIterable<StreamPart>[]> {
  const [first] = calls;
  if (calls.length === 1) return [router.dispatch(first!, pick)];
  // All of them listen to the one signal of the request, each at a few places.
  if (first?.signal) setMaxListeners(calls.length * 8, first.signal);
  const { order, strategy } = await router.explain(first!, pick);
  const [best, ...others] = order.map(({ model }) => model.id);
  if (best === undefined) return [router.dispatch(first!, pick)];
  return calls.map((call) => router.dispatch({ ...call, routing: { ...call.routing, strategy, fallbacks: others } }, { model: best }));
}
