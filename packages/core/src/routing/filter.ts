import type { LanguageCall } from '../call.ts';
import type { Capability } from '../card.ts';
import type { Exclusion, ExclusionReason } from '../decision.ts';
import type { Candidate } from '../strategy.ts';
import type { Route } from './route.ts';

/** Whether this model may serve this call; otherwise why not, with the numbers. */
export function exclusion(call: LanguageCall, route: Route, candidate: Candidate, needed: ReadonlySet<Capability>): Exclusion | undefined {
  const { card, signals, estimate } = candidate;
  const { routing, context } = call;
  const out = (reason: ExclusionReason, detail: string): Exclusion => ({ model: candidate.id, reason, detail });

  if (route.disabled) return out('disabled', route.disabled);
  if (routing?.provider && card.provider !== routing.provider) return out('provider', `is of ${card.provider}, wanted ${routing.provider}`);
  if (route.tenants?.length && !(context?.tenant && route.tenants.includes(context.tenant)))
    return out('tenant', `not for ${context?.tenant ? `tenant ${context.tenant}` : 'a request without tenant'}`);
  for (const capability of needed) if (!card.capabilities.has(capability)) return out('capability', `lacks ${capability}`);

  const window = card.contextTokens;
  // The estimate may be twice too high; the model itself counts exactly and then reports context-overflow.
  if (window !== null && estimate.inputTokens / 2 > window) return out('context', `prompt of about ${estimate.inputTokens} tokens, window of ${window}`);

  const limits = routing?.constraints;
  if (!limits) return undefined;
  if (limits.locality && card.locality !== limits.locality) return out('not-listed', `is ${card.locality}, wanted ${limits.locality}`);
  if (limits.minContextTokens !== undefined && (window ?? 0) < limits.minContextTokens) return out('context', `window of ${window ?? 'unknown size'}, wanted ${limits.minContextTokens} tokens`);
  if (limits.maxCostUsd !== undefined && (estimate.costUsd === null || estimate.costUsd > limits.maxCostUsd))
    return out('max-cost', estimate.costUsd === null ? 'price unknown' : `about $${estimate.costUsd.toPrecision(3)}, limit $${limits.maxCostUsd}`);
  if (limits.maxLatencyMs !== undefined && (signals.latencyMs ?? 0) > limits.maxLatencyMs)
    return out('max-latency', `${Math.round(signals.latencyMs!)} ms on average, limit ${limits.maxLatencyMs} ms`);
  if (limits.minReliability !== undefined && (signals.successRate ?? 1) < limits.minReliability)
    return out('min-reliability', `succeeds ${(signals.successRate! * 100).toFixed(1)} %, wanted ${limits.minReliability * 100} %`);
  if (limits.minTokensPerSecond !== undefined && (signals.tokensPerSecond ?? Infinity) < limits.minTokensPerSecond)
    return out('throughput', `${signals.tokensPerSecond!.toFixed(1)} tokens/s, wanted ${limits.minTokensPerSecond}`);
  return undefined;
}
