import type { Decision, ExclusionReason } from '../decision.ts';
import type { ErrorCode } from '../error-codes.ts';
import { LlmrrError } from '../error.ts';
import type { Plan } from './decide.ts';

/** What a router throws when nobody answered: the only failure as it was, or one error that names them all. */
export function failure(plan: Plan, errors: readonly LlmrrError[], decision: Decision): LlmrrError {
  const [first, ...others] = errors;
  if (!first) return nobodyFits(plan, decision);
  if (others.length === 0) {
    const { code, message, retryable, retryAfterMs, details } = first;
    return new LlmrrError(code, message, { cause: first, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }), details: { ...details, decision } });
  }
  const retryable = errors.find((error) => error.retryable);
  const waits = errors.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  const same = errors.every(({ code }) => code === first.code);
  return new LlmrrError(
    same ? first.code : retryable ? 'unavailable' : first.code,
    `all ${errors.length} models failed: ${errors.map((error, index) => `${plan.order[index]?.model.id ?? '?'}: ${error.message}`).join('; ')}`,
    {
      cause: new AggregateError(errors),
      retryable: retryable !== undefined,
      ...(waits.length > 0 && { retryAfterMs: Math.min(...waits) }),
      details: { decision },
    },
  );
}

const codeOf: Partial<Record<ExclusionReason, ErrorCode>> = {
  capability: 'unsupported-capability',
  context: 'context-overflow',
  'max-cost': 'constraint-unmet',
  'max-latency': 'constraint-unmet',
  'min-reliability': 'constraint-unmet',
  throughput: 'constraint-unmet',
};

function nobodyFits({ excluded }: Plan, decision: Decision): LlmrrError {
  if (excluded.length === 0) {
    return new LlmrrError('no-model', 'no model is registered; expected at least one: set a provider key, or add a model file with `llmrr models add`', { details: { decision } });
  }
  // Among models excluded for several reasons, the one that a change of the request could lift tells most.
  const telling = excluded.find(({ reason }) => codeOf[reason]);
  return new LlmrrError(
    telling ? codeOf[telling.reason]! : 'no-model',
    `no model can serve this request: ${excluded.map(({ model, detail }) => `${model} ${detail}`).join('; ')}`,
    { details: { decision } },
  );
}
