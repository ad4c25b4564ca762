// Stands in for node-llama-cpp where a test needs an engine that misbehaves, or one that tells what it was asked for.
import { appendFileSync } from 'node:fs';

const { mode, log } = Object.fromEntries(new URL(import.meta.url).searchParams);
const tokens = [1, 2, 3];

/** Milliseconds that a token takes with so many threads. */
const speed = /** @type {Readonly<Record<number, number>>} */ ({ 1: 40, 2: 6, 4: 60 });

/** @param {number} durationMs */
function compute(durationMs) {
  const end = performance.now() + durationMs;
  while (performance.now() < end);
}

/** @param {{ threads: { ideal: number } }} options */
async function createContext(options) {
  if (mode === 'log') appendFileSync(log ?? '', `${JSON.stringify(options)}\n`);
  const sequence = {
    contextTokens: [],
    nextTokenIndex: 0,
    adaptStateToTokens: async () => compute(Infinity),
    evaluateWithoutGeneratingNewTokens: async () => compute(speed[options.threads.ideal] ?? 1),
    clearHistory: async () => undefined,
  };
  return { contextSize: 1024, totalSequences: 1, batchSize: 512, getSequence: () => sequence, dispose: async () => undefined };
}

const model = { tokens: { bos: 0 }, tokenizer: {}, tokenize: () => tokens, createContext };

export const LlamaLogLevel = { error: 'error' };
export const getLlama = async () => ({ gpu: false, cpuMathCores: 4, maxThreads: 4, loadModel: async () => model });
export const resolveChatWrapper = () => ({
  wrapperName: 'none',
  settings: {},
  generateContextState: () => ({ contextText: { tokenize: () => tokens }, stopGenerationTriggers: [] }),
});
