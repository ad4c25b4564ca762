import type { Decision } from '@llmrr/core';

/** What was decided, in `x-llmrr-*` headers; a figure that is not known yet, or that nobody knows, is left out. The attempt that still runs counts. */
export function decisionHeaders(requestId: string, decision: Decision | undefined, latencyMs: number): Record<string, string> {
  const headers: Record<string, string> = { 'x-llmrr-request-id': requestId };
  if (!decision) return headers;
  headers['x-llmrr-model'] = headerText(decision.model ?? '');
  headers['x-llmrr-strategy'] = headerText(decision.strategy);
  headers['x-llmrr-attempts'] = String(decision.attempts.length + (decision.latencyMs === null ? 1 : 0));
  headers['x-llmrr-fallback'] = decision.fellBack ? 'true' : 'false';
  headers['x-llmrr-latency-ms'] = latencyMs.toFixed(1);
  if (decision.costUsd !== null) headers['x-llmrr-cost-usd'] = plainNumber(decision.costUsd);
  return headers;
}

/** For scripts that read `access-control-expose-headers`. */
export const decisionHeaderNames = ['request-id', 'model', 'strategy', 'attempts', 'fallback', 'latency-ms', 'cost-usd'].map((name) => `x-llmrr-${name}`).join(', ');

/** Ids of models may hold any character, headers may not. */
function headerText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text);
}

/** Never in scientific notation: 0.00000042 rather than 4.2e-7. */
function plainNumber(value: number): string {
  return value === 0 ? '0' : value.toFixed(12).replace(/\.?0+$/, '');
}
