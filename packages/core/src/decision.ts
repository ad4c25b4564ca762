import type { ErrorCode } from './error-codes.ts';
import type { Usage } from './part.ts';
import type { Estimate } from './strategy.ts';

/** Why a model answered: who could have, what spoke for each, what was tried, what it cost. Plain JSON. */
export interface Decision {
  readonly requestId: string;
  readonly strategy: string;
  /** Model that answers, or is about to; `null` when none could. */
  readonly model: string | null;
  /** Best first. */
  readonly candidates: readonly DecidedCandidate[];
  readonly excluded: readonly Exclusion[];
  readonly attempts: readonly Attempt[];
  /** True when another than the first ranked model answers. */
  readonly fellBack: boolean;
  /** From the request to the end of the answer; `null` while it runs. */
  readonly latencyMs: number | null;
  /** US dollars of all attempts; `null` while it runs, or when a price is unknown. */
  readonly costUsd: number | null;
}

export interface DecidedCandidate {
  readonly model: string;
  readonly score: number;
  /** Each 0 to 1, higher is better; what the score was made of. */
  readonly scores: Readonly<Record<string, number>>;
  readonly reason: string;
  readonly estimate: Estimate;
}

export type ExclusionReason =
  | 'not-listed'
  | 'provider'
  | 'capability'
  | 'context'
  | 'max-cost'
  | 'max-latency'
  | 'min-reliability'
  | 'throughput'
  | 'tenant'
  | 'disabled';

export interface Exclusion {
  readonly model: string;
  readonly reason: ExclusionReason;
  /** With the numbers: 'needs about 5000 tokens, has 2048'. */
  readonly detail: string;
}

export interface Attempt {
  /** Unique; the ledger's key. */
  readonly id: string;
  readonly model: string;
  readonly outcome: 'ok' | 'failed' | 'aborted';
  readonly latencyMs: number;
  /** Until the first content; absent when none came. */
  readonly firstPartMs?: number;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
  readonly usage?: Usage;
  readonly costUsd: number | null;
}
