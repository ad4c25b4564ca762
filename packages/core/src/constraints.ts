/** Limits that a call puts on the models that may serve it. */
export interface Constraints {
  /** US dollars of the whole answer, estimated before the call. A model of unknown price does not pass. */
  readonly maxCostUsd?: number;
  /** A model not measured yet passes. */
  readonly maxLatencyMs?: number;
  readonly minContextTokens?: number;
  /** Success rate 0 to 1 over the recent window; a model not measured yet passes. */
  readonly minReliability?: number;
  /** Tokens per second; a model not measured yet passes. */
  readonly minTokensPerSecond?: number;
  readonly capabilities?: readonly string[];
  readonly locality?: 'local' | 'remote';
}
