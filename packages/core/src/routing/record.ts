import type { Clock } from '../clock.ts';
import type { Attempt } from '../decision.ts';
import { errorCodes, type ErrorCode } from '../error-codes.ts';
import { LlmrrError } from '../error.ts';
import { costOf, picodollarsToUsd } from '../money.ts';
import { isContent, type StreamPart, type Usage } from '../part.ts';
import { guard } from '../policies/guard.ts';
import type { Part, Policy } from '../policies/policy.ts';
import type { SignalBook } from './signals.ts';

export interface RecordOptions {
  readonly signals: SignalBook;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Innermost policy: measures each single attempt, prices it, and reports it to call.context.onAttempt. */
export function record({ signals, clock, newId }: RecordOptions): Policy {
  return (run, { id: model, card }) =>
    (call) => {
      let startedMs = 0;
      let firstPartMs: number | undefined;
      let usage: Usage | undefined;
      let reported = false;

      const report = (outcome: Attempt['outcome'], error?: LlmrrError): void => {
        if (reported) return;
        reported = true;
        const latencyMs = clock.now() - startedMs;
        const blamed = outcome === 'failed' && (error ? isModelsFault(error.code) : true);
        signals.ended(model, outcome === 'failed' && !blamed ? 'aborted' : outcome, {
          latencyMs,
          ...(firstPartMs !== undefined && { firstPartMs }),
          ...(usage && { outputTokens: usage.outputTokens }),
        });
        call.context?.onAttempt?.({
          id: newId(),
          model,
          outcome,
          latencyMs,
          ...(firstPartMs !== undefined && { firstPartMs }),
          ...(error && { error: { code: error.code, message: error.message } }),
          ...(usage && { usage }),
          costUsd: usage ? usdOf(usage) : firstPartMs === undefined ? 0 : null,
        });
      };
      const usdOf = (counted: Usage): number | null => {
        if (counted.costUsd !== undefined) return counted.costUsd;
        const cost = card.prices && costOf(card.prices, counted);
        return cost === null ? null : picodollarsToUsd(cost);
      };

      return guard({
        open() {
          startedMs = clock.now();
          signals.started(model);
          return run(call)[Symbol.asyncIterator]();
        },
        part(part) {
          if (part.type === 'usage') usage = (part as unknown as StreamPart & { type: 'usage' }).usage;
          else if (firstPartMs === undefined && isContent(part)) firstPartMs = clock.now() - startedMs;
          if (part.type === 'result') usage = usageOfResult(part);
          if (part.type === 'finish' || part.type === 'result') report('ok');
        },
        end({ error, abandoned }) {
          if (reported) return undefined;
          if (abandoned) return report('aborted');
          const known = error === undefined ? new LlmrrError('stream-cut', `${model} ended its stream without a finish`) : LlmrrError.from(error, 'internal', model);
          report(known.code === 'aborted' ? 'aborted' : 'failed', known);
          return known;
        },
      });
    };
}

function usageOfResult(part: Part): Usage | undefined {
  return (part as { result?: { usage?: Usage | null } }).result?.usage ?? undefined;
}

const neutral: ReadonlySet<ErrorCode> = new Set(['context-overflow', 'content-policy', 'unsupported-capability']);

/** A prompt that is too long, or a fault of ours, says nothing about the model; a refused connection does. */
function isModelsFault(code: ErrorCode): boolean {
  const { scope } = errorCodes[code];
  return !neutral.has(code) && (scope === 'model' || scope === 'upstream');
}
