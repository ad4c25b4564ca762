import assert from 'node:assert/strict';
import type { LanguageModel } from '@llmrr/core';
import * as calls from './contract-calls.ts';
import { casesOn, throwsCode, type ContractCase } from './contract-case.ts';
import { abortCases } from './language-contract-abort.ts';
import { jsonCases } from './language-contract-json.ts';
import { toolCases } from './language-contract-tools.ts';
import { observe } from './observed-answer.ts';

/** What only some models can do; a model without `tools` or `json-schema` must say so with `unsupported-capability`. */
export type ContractCapability = 'tools' | 'tool-choice' | 'json' | 'json-schema' | 'prefill';

export interface LanguageModelContractOptions {
  /** A fresh model for each case; the case closes it. */
  readonly open: () => Promise<LanguageModel>;
  /** Default: everything but `prefill`. */
  readonly capabilities?: readonly ContractCapability[];
  /** Window to overflow, where the card knows none or a smaller server is asked. */
  readonly contextTokens?: number;
  /** How long an abort may take to be obeyed. */
  readonly abortWithinMs?: number;
}

const everyone: readonly ContractCapability[] = ['tools', 'tool-choice', 'json', 'json-schema'];

/** The cases that every language model passes, wherever it runs: same calls, same checks. */
export function languageModelContract({ open, capabilities = everyone, contextTokens, abortWithinMs = 2000 }: LanguageModelContractOptions): readonly ContractCase[] {
  const can = new Set(capabilities);
  return [
    ...casesOn(open, answerCases(can)),
    ...casesOn(open, limitCases(contextTokens)),
    ...casesOn(open, jsonCases(can)),
    ...casesOn(open, toolCases(can)),
    ...casesOn(open, abortCases(abortWithinMs)),
  ];
}

type Cases = Readonly<Record<string, (model: LanguageModel) => Promise<void>>>;

function answerCases(can: ReadonlySet<ContractCapability>): Cases {
  return {
    'its card names it and says what it can do': async (model) => {
      assert.equal(model.card.id, model.id);
      assert.ok(model.card.capabilities.has('text-generation'), 'the card lacks text-generation');
      for (const capability of can) {
        if (capability !== 'tool-choice') assert.ok(model.card.capabilities.has(capability), `the card lacks ${capability}`);
      }
    },
    'it answers a question with start, text, usage and one finish': async (model) => {
      const answer = await observe(model, calls.ask('What is the capital of France?'));
      assert.equal(answer.start.model, model.id);
      assert.match(answer.text, /Paris/);
      assert.equal(answer.finish.reason, 'stop');
      assert.deepEqual(answer.toolCalls, []);
      assert.ok(answer.usage, 'no usage part');
      assert.ok(answer.usage.inputTokens > 0, `inputTokens is ${answer.usage.inputTokens}`);
      assert.ok(answer.usage.outputTokens > 0, `outputTokens is ${answer.usage.outputTokens}`);
    },
    'it streams a long answer in several parts': async (model) => {
      const { parts, text } = await observe(model, calls.storyCall);
      assert.match(text, /robot/);
      const pieces = parts.filter(({ type }) => type === 'text').length;
      assert.ok(pieces >= 2, `expected at least 2 text parts, found ${pieces}`);
    },
    'an answer delivered whole equals the streamed one': async (model) => {
      for (const question of ['What is GGUF?', 'What is 2 plus 3?']) {
        const streamed = await observe(model, calls.ask(question, { delivery: 'parts' }));
        const whole = await observe(model, calls.ask(question, { delivery: 'whole' }));
        assert.equal(whole.text, streamed.text);
        assert.equal(whole.finish.reason, streamed.finish.reason);
        assert.equal(whole.usage?.inputTokens, streamed.usage?.inputTokens);
        assert.equal(whole.usage?.outputTokens, streamed.usage?.outputTokens);
      }
    },
    'it answers the last turn of a conversation and counts the earlier ones': async (model) => {
      const last = await observe(model, { ...calls.ask(''), messages: calls.conversation.slice(-1) });
      const all = await observe(model, { ...calls.ask(''), messages: calls.conversation });
      assert.match(all.text, /Rome/);
      assert.doesNotMatch(all.text, /Paris/);
      assert.ok(all.usage!.inputTokens > last.usage!.inputTokens, `history is not charged: ${all.usage!.inputTokens} against ${last.usage!.inputTokens} tokens`);
    },
    'it takes a system message and content given as parts': async (model) => {
      const question = { role: 'user', content: [{ type: 'text', text: 'What is the capital ' }, { type: 'text', text: 'of Spain?' }] } as const;
      const without = await observe(model, { ...calls.ask(''), messages: [question] });
      const long = 'You are a helpful assistant. '.repeat(8).trim();
      const answer = await observe(model, { ...calls.ask(''), messages: [{ role: 'system', content: 'You are a helpful assistant.' }, question] });
      assert.match(answer.text, /Madrid/);
      const longer = await observe(model, { ...calls.ask(''), messages: [{ role: 'system', content: long }, question] });
      assert.ok(longer.usage!.inputTokens > answer.usage!.inputTokens, 'a longer system message costs no more tokens');
      assert.match(without.text, /Madrid/);
    },
    'it charges a longer prompt more': async (model) => {
      const short = await observe(model, calls.ask('Hello!'));
      const long = await observe(model, calls.ask(`Repeat: ${calls.promptOf(40)}`));
      assert.ok(long.usage!.inputTokens > short.usage!.inputTokens + 30, `${long.usage!.inputTokens} against ${short.usage!.inputTokens} tokens`);
    },
    'concurrent calls do not mix': async (model) => {
      const asked = await Promise.all(calls.capitals.map(([country]) => observe(model, calls.ask(`What is the capital of ${country}?`))));
      asked.forEach(({ text }, index) => {
        for (const [other, [, capital]] of calls.capitals.entries()) assert.equal(text.includes(capital), index === other, `answer ${index} is '${text}'`);
      });
    },
    'it goes on after a reader left early': async (model) => {
      for await (const part of model.stream(calls.storyCall)) if (part.type === 'text') break;
      assert.match((await observe(model, calls.ask('What is the capital of Germany?'))).text, /Berlin/);
    },
    ...(can.has('prefill') && {
      'it goes on exactly behind text that was already sent': async (model) => {
        const call = calls.ask('What is the capital of France?');
        const whole = await observe(model, call);
        const sent = 'The capital of France';
        assert.ok(whole.text.includes(sent), `found '${whole.text}'`);
        const prefix = whole.text.slice(0, whole.text.indexOf(sent) + sent.length);
        const rest = await observe(model, { ...call, continueFrom: prefix });
        assert.equal(prefix + rest.text, whole.text);
      },
    }),
  };
}

function limitCases(contextTokens: number | undefined): Cases {
  return {
    'it ends before a stop sequence': async (model) => {
      const { text, finish } = await observe(model, calls.ask('Count to 9.', { stop: ['5'] }));
      assert.match(text, /1, 2, 3, 4/);
      assert.doesNotMatch(text, /5/);
      assert.equal(finish.reason, 'stop');
    },
    'it stops at maxTokens and says so': async (model) => {
      const { text, usage, finish } = await observe(model, { ...calls.storyCall, maxTokens: 6 });
      assert.equal(finish.reason, 'length');
      assert.ok(text.length > 0 && text.length < 80, `found '${text}'`);
      assert.ok(usage!.outputTokens <= 6, `outputTokens is ${usage!.outputTokens}`);
    },
    'a prompt beyond its context is refused': async (model) => {
      const window = contextTokens ?? model.card.contextTokens;
      assert.ok(window, 'neither the card nor the contract knows contextTokens');
      await throwsCode(() => observe(model, calls.ask(calls.promptOf(window + 64))), ['context-overflow']);
      assert.match((await observe(model, calls.ask('What is the capital of France?'))).text, /Paris/);
    },
    'a call without messages is thrown out as invalid': async (model) => {
      await throwsCode(() => observe(model, { ...calls.ask(''), messages: [] }), ['invalid-request']);
    },
    'a closed model throws': async (model) => {
      if (!model.close) return;
      await model.close();
      await throwsCode(() => observe(model, calls.ask('Hello!')), []);
    },
  };
}
