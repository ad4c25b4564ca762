import type { LanguageCall } from '../call.ts';
import type { DecidedCandidate, Exclusion } from '../decision.ts';
import { LlmrrError } from '../error.ts';
import type { Candidate, RoutingStrategy } from '../strategy.ts';
import { exclusion } from './filter.ts';
import { estimate, neededCapabilities, promptCharacters } from './requirements.ts';
import type { Route } from './route.ts';
import type { SignalBook } from './signals.ts';
import { defaultStrategy, strategies } from './strategies.ts';

export interface Chance {
  readonly draw: number;
  readonly turn: number;
}

/** What a router would do with a call, before anything is called. */
export interface Plan {
  readonly strategy: string;
  /** In the order in which they will be tried. */
  readonly order: readonly Route[];
  readonly candidates: readonly DecidedCandidate[];
  readonly excluded: readonly Exclusion[];
}

export interface Deciding {
  readonly routes: readonly Route[];
  readonly signals: SignalBook;
  readonly strategy?: string;
  readonly custom?: Readonly<Record<string, RoutingStrategy>>;
  /** Ids to try in this order, the first included; a call that names a model or a strategy only takes what is behind its own winner. */
  readonly chain?: readonly string[];
  /** Ids to try in this order behind the winner, instead of the other candidates. */
  readonly fallbacks?: readonly string[];
  readonly fallback?: boolean;
}

/** Pure but for the signals it reads: filter, estimate, rank, then put the fallbacks in order. */
export function decide(call: LanguageCall, { routes, signals, strategy, custom, chain, fallbacks, fallback = true }: Deciding, chance: Chance): Plan {
  const name = call.routing?.strategy ?? strategy ?? defaultStrategy;
  const rank = strategyNamed(name, custom);
  const needed = neededCapabilities(call);
  const characters = promptCharacters(call);
  const listed = call.routing?.models;
  const byId = new Map<string, Route>();
  const eligible: Candidate[] = [];
  const excluded: Exclusion[] = [];

  for (const route of routes) {
    const { id, card } = route.model;
    if (route.namedOnly && !listed?.includes(id) && !call.routing?.fallbacks?.includes(id)) continue;
    byId.set(id, route);
    const measured = signals.of(id);
    const state = route.model.state?.();
    const candidate: Candidate = {
      id,
      card,
      weight: route.weight ?? 1,
      priority: route.priority ?? 0,
      signals: measured,
      estimate: estimate(characters, call.maxTokens, card, measured),
      ...(state && { state }),
    };
    const why = exclusion(call, route, candidate, needed);
    if (why) excluded.push(why);
    else eligible.push(candidate);
  }

  const named = listed && new Set(listed);
  const candidates = named ? eligible.filter(({ id }) => named.has(id)) : eligible;
  if (named) for (const { id } of eligible) if (!named.has(id)) excluded.push({ model: id, reason: 'not-listed', detail: 'not among the models of this request' });
  const ranking = candidates.length === 0 ? [] : rank(call, candidates, chance);
  const estimates = new Map(candidates.map((candidate) => [candidate.id, candidate.estimate]));
  const allowed = call.routing?.fallback ?? fallback;
  const open = !listed && call.routing?.strategy === undefined;
  const behind = call.routing?.fallbacks ?? (open ? fallbacks : (fallbacks ?? chain));
  const eligibleIds = new Set(eligible.map(({ id }) => id));
  const ranked = chain && open ? chain.filter((id) => eligibleIds.has(id)) : ranking.map(({ id }) => id);
  return {
    strategy: name,
    order: orderOf(ranked, behind, allowed, eligibleIds).map((id) => byId.get(id)!),
    candidates: ranking.map(({ id, score, scores, reason }) => ({ model: id, score, scores, reason, estimate: estimates.get(id)! })),
    excluded,
  };
}

function orderOf(ranked: readonly string[], chain: readonly string[] | undefined, fallback: boolean, eligible: ReadonlySet<string>): readonly string[] {
  if (!fallback) return ranked.slice(0, 1);
  if (!chain) return ranked;
  const behind = chain.filter((id) => eligible.has(id) && id !== ranked[0]);
  return [...ranked.slice(0, 1), ...behind];
}

export function strategyNamed(name: string, custom: Readonly<Record<string, RoutingStrategy>> = {}): RoutingStrategy {
  if (Object.hasOwn(custom, name)) return custom[name]!;
  if (Object.hasOwn(strategies, name)) return strategies[name as keyof typeof strategies];
  throw new LlmrrError('unknown-strategy', `there is no routing strategy "${name}"; expected one of ${[...Object.keys(strategies), ...Object.keys(custom)].join(', ')}`, {
    details: { strategy: name },
  });
}
