import assert from 'node:assert/strict';
import type { LanguageModel, StreamPart } from '@llmrr/core';
import * as calls from './contract-calls.ts';
import { throwsCode } from './contract-case.ts';
import { observe } from './observed-answer.ts';

/** The signal is obeyed at every moment, and the model is good for the next call. */
export function abortCases(withinMs: number): Readonly<Record<string, (model: LanguageModel) => Promise<void>>> {
  return {
    'a call aborted beforehand throws aborted and yields nothing': async (model) => {
      const parts: StreamPart[] = [];
      await throwsCode(() => drain(model.stream({ ...calls.storyCall, signal: AbortSignal.abort() }), parts), ['aborted'], { withinMs });
      assert.deepEqual(parts, []);
    },
    'an abort before the first content throws aborted': async (model) => {
      const controller = new AbortController();
      const parts: StreamPart[] = [];
      const drained = throwsCode(() => drain(model.stream({ ...calls.storyCall, signal: controller.signal }), parts), ['aborted'], { withinMs });
      controller.abort();
      await drained;
      assert.ok(!parts.some(({ type }) => type === 'finish'), 'an aborted answer was finished');
      assert.match((await observe(model, calls.ask('What is the capital of France?'))).text, /Paris/);
    },
    'an abort in the middle throws aborted, whole and in parts': async (model) => {
      for (const delivery of ['parts', 'whole'] as const) {
        const controller = new AbortController();
        const parts: StreamPart[] = [];
        const stream = model.stream({ ...calls.storyCall, delivery, signal: controller.signal });
        await throwsCode(() => drain(stream, parts, () => controller.abort()), ['aborted'], { withinMs });
        assert.ok(!parts.some(({ type }) => type === 'finish'), 'an aborted answer was finished');
      }
      assert.match((await observe(model, calls.ask('What is the capital of Italy?'))).text, /Rome/);
    },
    'aborting one call leaves another alone': async (model) => {
      const controller = new AbortController();
      const other = observe(model, calls.ask('What is the capital of Spain?'));
      const aborted = throwsCode(() => drain(model.stream({ ...calls.storyCall, signal: controller.signal }), []), ['aborted'], { withinMs: withinMs + 30_000 });
      controller.abort();
      await aborted;
      assert.match((await other).text, /Madrid/);
    },
  };
}

async function drain(stream: AsyncIterable<StreamPart>, parts: StreamPart[], onText?: () => void): Promise<void> {
  for await (const part of stream) {
    parts.push(part);
    if (part.type === 'text') onText?.();
  }
}
