import { errorCodes, type ErrorCode } from './error-codes.ts';

const marker = Symbol.for('llmrr.error');

export interface ErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterMs?: number;
  /** Overrides what the code says, when the upstream knew better. */
  readonly retryable?: boolean;
  /** Plain data for the one who reads the error: numbers, names, paths. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The only error this project throws on purpose; `code` says what to do about it (docs/errors.md). */
export class LlmrrError extends Error {
  override readonly name = 'LlmrrError';
  readonly [marker] = true;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, { cause, retryAfterMs, retryable, details }: ErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryable ?? errorCodes[code].retryable;
    if (retryAfterMs !== undefined) this.retryAfterMs = retryAfterMs;
    if (details !== undefined) this.details = details;
  }

  /** HTTP status that a server answers with. */
  get status(): number {
    return errorCodes[this.code].status;
  }

  toJSON(): Record<string, unknown> {
    const { code, message, retryable, retryAfterMs, details } = this;
    return { code, message, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }), ...(details && { details }) };
  }

  /** Holds across duplicate copies of this package, where `instanceof` would not. */
  static is(error: unknown, ...codes: readonly ErrorCode[]): error is LlmrrError {
    return (
      error instanceof Error && marker in error && (codes.length === 0 || codes.includes((error as LlmrrError).code))
    );
  }

  /** Leaves our own errors alone; gives any other thrown thing a code and keeps it as the cause. */
  static from(error: unknown, code: ErrorCode, context: string): LlmrrError {
    if (LlmrrError.is(error)) return error;
    return new LlmrrError(code, `${context}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
