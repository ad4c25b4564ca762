import type { LanguageCall } from '../call.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Attempt, Decision } from '../decision.ts';
import { errorCodes } from '../error-codes.ts';
import { LlmrrError } from '../error.ts';
import type { LanguageModel } from '../model.ts';
import type { StreamPart } from '../part.ts';
import { abortError } from '../policies/abort.ts';
import { guard } from '../policies/guard.ts';
import { handOver, openStream, type Opened } from '../policies/hand-over.ts';
import { decide, type Deciding, type Plan } from './decide.ts';
import { bestCard } from './best-card.ts';
import { failure } from './failure.ts';
import { signalBook, type SignalBook } from './signals.ts';

/** A model as a router sees it, with what its registration says about it. */
export interface Route {
  readonly model: LanguageModel;
  readonly weight?: number;
  readonly priority?: number;
  /** Only for these tenants; absent or empty: for all. */
  readonly tenants?: readonly string[];
  /** Only for requests that name it. */
  readonly namedOnly?: boolean;
  /** Set: not a candidate, and this is why. */
  readonly disabled?: string;
}

export interface RouteOptions extends Omit<Deciding, 'routes' | 'signals'> {
  readonly id?: string;
  readonly models: readonly (LanguageModel | Route)[];
  readonly signals?: SignalBook;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly newId?: () => string;
  /** Told of each decision before the first attempt. */
  readonly onDecision?: (plan: Plan, call: LanguageCall) => void;
}

export interface Router extends LanguageModel {
  /** What would happen to this call now, without making it. */
  explain(call: LanguageCall): Plan;
}

/**
 * A model that hands each call to the best of `models`, and to the next best when that one fails before its first
 * content. The decision rides on the `start` and the `finish` part, and in details.decision of the error thrown when
 * all have failed.
 */
export function route({ id = 'router', models, signals: book, clock = systemClock, random = Math.random, newId = counter(random), onDecision, ...deciding }: RouteOptions): Router {
  const routes = models.map((entry) => ('model' in entry ? entry : { model: entry }));
  const signals = book ?? signalBook({ clock });
  let turn = 0;
  const plan = (call: LanguageCall, atTurn: number): Plan => decide(call, { ...deciding, routes, signals }, { draw: random(), turn: atTurn });

  return {
    id,
    card: bestCard(id, routes.map(({ model }) => model.card)),
    explain: (call) => plan(call, turn),
    stream(call) {
      const startedMs = clock.now();
      const requestId = call.context?.requestId ?? newId();
      const attempts: Attempt[] = [];
      let decided: Plan | undefined;
      let answering: string | null = null;

      const decision = (final: boolean): Decision => ({
        requestId,
        strategy: decided!.strategy,
        model: answering,
        candidates: decided!.candidates,
        excluded: decided!.excluded,
        attempts: final ? attempts : attempts.slice(),
        fellBack: answering !== null && answering !== decided!.order[0]?.model.id,
        latencyMs: final ? clock.now() - startedMs : null,
        costUsd: final ? sum(attempts) : null,
      });

      const open = async (): Promise<Opened<StreamPart>> => {
        decided = plan(call, turn++);
        onDecision?.(decided, call);
        if (decided.order.length === 0) throw failure(decided, [], decision(true));
        const inner: LanguageCall = {
          ...call,
          context: {
            ...call.context,
            requestId,
            onAttempt: (attempt) => {
              attempts.push(attempt);
              call.context?.onAttempt?.(attempt);
            },
          },
        };
        const errors: LlmrrError[] = [];
        let tooSmallTokens = 0;
        for (const { model } of decided.order) {
          if ((model.card.contextTokens ?? Infinity) <= tooSmallTokens) continue;
          answering = model.id;
          try {
            return await openStream(model.stream(inner));
          } catch (thrown) {
            if (call.signal?.aborted) throw abortError(call.signal);
            const error = LlmrrError.from(thrown, 'internal', model.id);
            if (errorCodes[error.code].scope === 'request') throw error;
            if (error.code === 'context-overflow') tooSmallTokens = model.card.contextTokens ?? 0;
            errors.push(error);
          }
        }
        answering = null;
        throw failure(decided, errors, decision(true));
      };

      return guard<StreamPart>({
        open: () => handOver(open),
        part(part) {
          if (part.type === 'start') return { ...part, decision: decision(false) };
          if (part.type === 'finish') return { ...part, decision: decision(true) };
        },
        end: () => undefined,
      });
    },
    async close() {
      await Promise.all(routes.map(({ model }) => model.close?.()));
    },
  };
}

function sum(attempts: readonly Attempt[]): number | null {
  let total = 0;
  for (const { costUsd } of attempts) {
    if (costUsd === null) return null;
    total += costUsd;
  }
  return total;
}

function counter(random: () => number): () => string {
  const prefix = Math.floor(random() * 2 ** 48).toString(36);
  let count = 0;
  return () => `${prefix}-${(count++).toString(36)}`;
}
