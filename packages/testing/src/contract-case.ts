import assert from 'node:assert/strict';
import { LlmrrError, type ErrorCode } from '@llmrr/core';

/** One promise of a contract, for any test runner: `for (const { name, run } of cases) test(name, run)`. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

/** Cases that open a fresh model each and close it whatever happens. */
export function casesOn<Model extends { close?(): Promise<void> }>(
  open: () => Promise<Model>,
  cases: Readonly<Record<string, (model: Model) => Promise<void>>>,
): readonly ContractCase[] {
  return Object.entries(cases).map(([name, check]) => ({
    name,
    async run() {
      const model = await open();
      try {
        await check(model);
      } finally {
        await model.close?.();
      }
    },
  }));
}

/** Fails unless the work throws an LlmrrError with one of these codes (any, when none is named), in time. */
export async function throwsCode(work: () => Promise<unknown>, codes: readonly ErrorCode[], { withinMs = 30_000 } = {}): Promise<LlmrrError> {
  let value: unknown;
  try {
    value = await within(withinMs, work());
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    assert.ok(LlmrrError.is(error), `expected an LlmrrError, found ${String(error)}`);
    if (codes.length > 0) assert.ok(codes.includes(error.code), `expected code ${codes.join(' or ')}, found ${error.code}: ${error.message}`);
    return error;
  }
  assert.fail(`expected ${codes.join(' or ') || 'an error'} to be thrown, found an answer: ${JSON.stringify(value)?.slice(0, 200)}`);
}

/** Fails when the work takes longer; the work itself cannot be stopped from here. */
export async function within<Value>(limitMs: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new assert.AssertionError({ message: `not done within ${limitMs} ms` })), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
