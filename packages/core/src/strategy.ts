import type { LanguageCall } from './call.ts';
import type { ModelCard } from './card.ts';
import type { LocalState } from './model.ts';

/** What has been measured of a model; `null` until there is a measurement. */
export interface Signals {
  /** Whole call, decaying average. */
  readonly latencyMs: number | null;
  readonly firstPartMs: number | null;
  readonly tokensPerSecond: number | null;
  /** Share of calls that succeeded, over a decaying window. */
  readonly successRate: number | null;
  readonly inFlight: number;
  readonly calls: number;
}

/** What this call would take on this model; `null` where price or speed is unknown. */
export interface Estimate {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
  readonly latencyMs: number | null;
}

export interface Candidate {
  readonly id: string;
  readonly card: ModelCard;
  /** Share of traffic under `weighted`; any positive number. */
  readonly weight: number;
  /** Lower goes first under `priority`. */
  readonly priority: number;
  readonly signals: Signals;
  readonly estimate: Estimate;
  readonly state?: LocalState;
}

export interface Ranked {
  readonly id: string;
  readonly score: number;
  readonly scores: Readonly<Record<string, number>>;
  readonly reason: string;
}
/** Best first; every candidate once. */
export type Ranking = readonly Ranked[];

/** Pure: same call, candidates and input, same ranking. `draw` in [0, 1) and `turn` (0, 1, 2 ...) carry chance and rotation in. */
export type RoutingStrategy = (
  call: LanguageCall,
  candidates: readonly Candidate[],
  input: { readonly draw: number; readonly turn: number },
) => Ranking;

export interface Scored {
  readonly id: string;
  readonly score: number;
}
/** What needs time (an embedding, a learned router) scores first; strategies then rank on the scores. */
export type Scorer = (call: LanguageCall, candidates: readonly Candidate[]) => Promise<readonly Scored[]>;
