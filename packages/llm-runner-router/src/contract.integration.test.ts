import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { LanguageModel, Source } from '@llmrr/core';
import { transport } from '@llmrr/http';
import { gguf } from '@llmrr/loader-gguf';
import { anthropic } from '@llmrr/provider-anthropic';
import { openai } from '@llmrr/provider-openai';
import { anthropicStub, languageModelContract, mock, openAiStub, type ContractCapability, type VendorStub } from '@llmrr/testing';
import { tinyLanguageModel } from '@llmrr/tiny-models';
import { LLMRouter } from './llm-router.ts';

// One suite, unchanged, for every kind of model; the local one loads a real engine.
jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'llmrr-contract-'));
const all: readonly ContractCapability[] = ['tools', 'tool-choice', 'json', 'json-schema', 'prefill'];
const contextTokens = 4_096;
let openaiServer: VendorStub;
let anthropicServer: VendorStub;
beforeAll(async () => {
  openaiServer = await openAiStub({ contextTokens });
  anthropicServer = await anthropicStub({ contextTokens });
});
afterAll(async () => {
  await openaiServer.close();
  await anthropicServer.close();
  rmSync(folder, { recursive: true });
});

interface Subject {
  readonly capabilities: readonly ContractCapability[];
  /** Where the card does not know it. */
  readonly contextTokens?: number;
  readonly open: () => Promise<LanguageModel>;
  readonly entry: { readonly id: string; readonly source: string };
  /** Settings of the providers, as a user writes them. */
  readonly providers?: () => Readonly<Record<string, unknown>>;
}

const source = (scheme: string, rest: string): Source => ({ uri: `${scheme}:${rest}`, scheme, rest });

const subjects: Readonly<Record<string, Subject>> = {
  'mock:test': { capabilities: all, open: () => mock().languageModel!(source('mock', 'test')), entry: { id: 'mock', source: 'mock:test' } },
  'the shipped GGUF model': {
    capabilities: all,
    async open() {
      const provider = gguf({ threads: 1 });
      return closing(await provider.languageModel!({ ...source('file', tinyLanguageModel.path), id: 'tiny' }), () => provider.close!());
    },
    entry: { id: 'tiny', source: `file:${tinyLanguageModel.path}` },
  },
  "a stub of OpenAI's API": {
    capabilities: ['tools', 'tool-choice', 'json', 'json-schema'],
    contextTokens,
    async open() {
      const network = transport();
      return closing(await openai({ apiKey: 'sk-any', baseUrl: openaiServer.baseUrl, preset: 'openai', transport: network }).languageModel!(source('openai', 'gpt-4o-mini')), () => network.close());
    },
    entry: { id: 'openai:gpt-4o-mini', source: 'openai:gpt-4o-mini' },
    providers: () => ({ openai: { apiKey: 'sk-any', baseUrl: openaiServer.baseUrl } }),
  },
  "a stub of Anthropic's API": {
    capabilities: all,
    contextTokens,
    async open() {
      const network = transport();
      return closing(await anthropic({ apiKey: 'sk-any', baseUrl: anthropicServer.baseUrl, transport: network }).languageModel(source('anthropic', 'claude-haiku-4-5')), () => network.close());
    },
    entry: { id: 'anthropic:claude-haiku-4-5', source: 'anthropic:claude-haiku-4-5' },
    providers: () => ({ anthropic: { apiKey: 'sk-any', baseUrl: anthropicServer.baseUrl } }),
  },
};

for (const [name, { capabilities, contextTokens: window, open, entry, providers }] of Object.entries(subjects)) {
  const limits = window === undefined ? {} : { contextTokens: window };
  /** A model for all cases, so that an engine is started once; the one that closes it has its own. */
  const keeps = (fresh: () => Promise<LanguageModel>): void => {
    let shared: Promise<LanguageModel> | undefined;
    afterAll(async () => (await shared)?.close?.());
    const common = async () => ({ ...(await (shared ??= fresh())), close: async () => undefined });
    const alone = new Map(languageModelContract({ open: fresh, capabilities, ...limits }).map((one) => [one.name, one]));
    for (const one of languageModelContract({ open: common, capabilities, ...limits })) test(one.name, (one.name === 'a closed model throws' ? alone.get(one.name)! : one).run);
  };

  describe(`${name} keeps the contract [S1-021]`, () => keeps(open));

  describe(`${name} keeps it through a router, and every answer has its decision [S1-021]`, () => {
    keeps(() => throughRouter(new LLMRouter({ models: [entry], tinyModel: false, providers: providers?.() ?? {}, retries: 0, engines: { gguf: { threads: 1 } } }, { environment: {}, folder, log: () => undefined }), entry.id));
  });
}

/** A router seen as one of its models. */
async function throughRouter(router: LLMRouter, id: string): Promise<LanguageModel> {
  await router.initialize();
  const card = router.modelStatus().find((model) => model.id === id)?.card;
  if (!card) throw new Error(`${id} could not be opened: ${JSON.stringify(router.checkHealth())}`);
  return {
    id,
    card,
    async *stream(call) {
      for await (const part of router.dispatch(call, { model: id })) {
        if (part.type === 'finish') {
          expect(part.decision).toMatchObject({ model: id, fellBack: false, excluded: [], attempts: [{ model: id, outcome: 'ok' }] });
        }
        yield part;
      }
    },
    close: () => router.close(),
  };
}

function closing(model: LanguageModel, close: () => Promise<void>): LanguageModel {
  return {
    ...model,
    async close() {
      await model.close?.();
      await close();
    },
  };
}
