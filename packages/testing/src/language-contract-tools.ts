import assert from 'node:assert/strict';
import type { LanguageModel } from '@llmrr/core';
import * as calls from './contract-calls.ts';
import { throwsCode } from './contract-case.ts';
import type { ContractCapability } from './language-model-contract.ts';
import { observe, type ObservedAnswer } from './observed-answer.ts';
import { parseAs } from './schema-check.ts';

type Cases = Readonly<Record<string, (model: LanguageModel) => Promise<void>>>;

/** Tool calls, their results, and who chooses. */
export function toolCases(can: ReadonlySet<ContractCapability>): Cases {
  if (!can.has('tools')) {
    return {
      'it refuses tools that it cannot call': async (model) => {
        await throwsCode(() => observe(model, calls.weatherCall), ['unsupported-capability']);
      },
    };
  }
  return {
    'it calls a tool with arguments that fit its schema': async (model) => {
      for (const delivery of ['parts', 'whole'] as const) onlyWeather(await observe(model, { ...calls.weatherCall, delivery }), 'Paris');
    },
    'it answers from the tool result': async (model) => {
      const { toolCalls } = await observe(model, calls.weatherCall);
      const [call] = toolCalls;
      assert.ok(call, 'no tool call');
      const final = await observe(model, calls.afterTool(calls.weatherCall, call));
      assert.match(final.text, /sunny/);
      assert.match(final.text, /21/);
      assert.deepEqual(final.toolCalls, []);
      assert.equal(final.finish.reason, 'stop');
    },
    ...(can.has('tool-choice') && choiceCases()),
  };
}

function choiceCases(): Cases {
  return {
    'toolChoice none calls nothing': async (model) => {
      const { toolCalls, finish } = await observe(model, { ...calls.weatherCall, toolChoice: 'none' });
      assert.deepEqual(toolCalls, []);
      assert.notEqual(finish.reason, 'tool-calls');
    },
    'toolChoice required calls a tool even for a greeting': async (model) => {
      const { toolCalls, finish } = await observe(model, calls.ask('Hello!', { tools: [calls.getWeather, calls.getTime], toolChoice: 'required' }));
      assert.ok(toolCalls.length > 0, 'no tool call');
      assert.equal(finish.reason, 'tool-calls');
      for (const call of toolCalls) {
        if (call.name === 'getWeather') parseAs(calls.weatherSchema, call.arguments, 'the arguments');
        else assert.equal(call.name, 'getTime');
      }
    },
    'toolChoice by name calls that tool and no other': async (model) => {
      const call = calls.ask('What time is it in Berlin?', { tools: [calls.getTime, calls.getWeather], toolChoice: { name: 'getWeather' } });
      onlyWeather(await observe(model, call));
    },
  };
}

function onlyWeather({ toolCalls, finish }: ObservedAnswer, city?: string): void {
  assert.equal(toolCalls.length, 1, `expected one tool call, found ${JSON.stringify(toolCalls)}`);
  const [call] = toolCalls;
  assert.equal(call?.name, 'getWeather');
  const found = parseAs(calls.weatherSchema, call.arguments, 'the arguments');
  if (city) assert.deepEqual(found, { city });
  assert.equal(finish.reason, 'tool-calls');
}
