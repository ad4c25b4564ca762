import assert from 'node:assert/strict';
import type { LanguageModel } from '@llmrr/core';
import * as calls from './contract-calls.ts';
import { throwsCode } from './contract-case.ts';
import type { ContractCapability } from './language-model-contract.ts';
import { observe } from './observed-answer.ts';
import { parseAs } from './schema-check.ts';

/** JSON on request, and by schema. */
export function jsonCases(can: ReadonlySet<ContractCapability>): Readonly<Record<string, (model: LanguageModel) => Promise<void>>> {
  return {
    ...(can.has('json') && {
      'json output is JSON': async (model: LanguageModel) => {
        const { text } = await observe(model, calls.ask(calls.personQuestion, { responseFormat: { type: 'json' } }));
        assert.deepEqual(parseAs(calls.personSchema, text, 'the answer'), { name: 'Ada', age: 36 });
      },
    }),
    ...(can.has('json-schema')
      ? {
          'json-schema output fits the schema': async (model: LanguageModel) => {
            for (const delivery of ['parts', 'whole'] as const) {
              const { text, finish } = await observe(model, { ...calls.personCall, delivery });
              assert.deepEqual(parseAs(calls.personSchema, text, 'the answer'), { name: 'Ada', age: 36 });
              assert.equal(finish.reason, 'stop');
            }
          },
        }
      : {
          'it refuses a schema that it cannot enforce': async (model: LanguageModel) => {
            await throwsCode(() => observe(model, calls.personCall), ['unsupported-capability']);
          },
        }),
  };
}
