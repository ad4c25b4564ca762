import type { Clock, LanguageCall } from '@llmrr/core';
import type { GivenAnswer } from '../brain.ts';
import type { Fault, Faults } from './fault.ts';

/** One request as it came. */
export interface StubRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON, or the text where it was none. */
  readonly body: unknown;
  /** True once the client has gone before the whole answer was written. */
  aborted: boolean;
}

export type Answers = readonly (GivenAnswer | string)[] | ((call: LanguageCall, index: number) => GivenAnswer | string | undefined);

export interface StubOptions {
  readonly port?: number;
  readonly host?: string;
  /** Until the first byte. */
  readonly latencyMs?: number;
  /** Between the events of a stream. */
  readonly eventDelayMs?: number;
  /** Given one after another, then the brain answers; or a function of the call. */
  readonly answers?: Answers;
  readonly faults?: Faults | ((request: StubRequest, index: number) => Fault | undefined);
  /** Requests with another key get 401; without it any key passes. */
  readonly apiKey?: string;
  readonly clock?: Clock;
  /** Keeps the process running, as a server of its own does. */
  readonly keepAlive?: boolean;
  /** Larger bodies get 413. */
  readonly bodyLimitBytes?: number;
  /** How many requests are remembered, the latest ones. */
  readonly remember?: number;
}

export interface VendorStub {
  /** Origin: 'http://127.0.0.1:40123'. */
  readonly url: string;
  /** What the vendor's own client takes as its base URL. */
  readonly baseUrl: string;
  readonly requests: readonly StubRequest[];
  /** Faults of the next requests, before any other. */
  fail(...faults: Faults): void;
  /** Answers of the next calls, before any other. */
  answer(...answers: readonly (GivenAnswer | string)[]): void;
  close(): Promise<void>;
}
