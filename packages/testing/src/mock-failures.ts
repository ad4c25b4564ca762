import { LlmrrError } from '@llmrr/core';
import type { MockSettings } from './mock-options.ts';

export interface MockFailures {
  /** The failure of the next call, if it has one. */
  next(): LlmrrError | undefined;
}

/** Counts a model's calls down through its scripted failures. */
export function mockFailures(id: string, { failures, failWith, retryAfterMs }: MockSettings): MockFailures {
  let calls = 0;
  return {
    next() {
      if (failures !== 'always' && calls >= failures) return undefined;
      calls++;
      const which = failures === 'always' ? `call ${calls} of all` : `failure ${calls} of ${failures}`;
      return new LlmrrError(failWith, `mock model '${id}' fails as its options ask (${which})`, { ...(retryAfterMs !== undefined && { retryAfterMs }) });
    },
  };
}
