import { calibrateThreads } from './calibrate-threads.js';
import { Failure } from './failure.js';
import { grammars } from './grammars.js';
import { sequencePool } from './sequences.js';
/** @import { Llama, LlamaContext, LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp' */
/** @import { LoadRequest } from '../engine-protocol.ts' */
/** @typedef {typeof import('node-llama-cpp')} EngineModule */
/** @typedef {Awaited<ReturnType<typeof startEngine>>} Engine */

/**
 * Loads the model and what its purpose needs.
 * @param {LoadRequest} request
 */
export async function startEngine(request) {
  const api = await importEngine(request.engine);
  const llama = await api
    .getLlama({
      gpu: request.gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: api.LlamaLogLevel.error,
      logger: (_level, message) => void process.stderr.write(message),
    })
    .catch((error) => {
      throw new Failure('missing-package', `node-llama-cpp has no binary that runs on this machine (${text(error)}). Its binaries are optional packages: npm install node-llama-cpp, without --omit=optional.`);
    });
  const model = await llama
    .loadModel({ modelPath: request.path, checkTensors: request.checkTensors, ...(request.gpuLayers !== null && { gpuLayers: request.gpuLayers }) })
    .catch((error) => {
      throw new Failure('model-load-failed', `The engine refused ${request.path}: ${text(error)}`, { engine: text(error) });
    });
  llama.maxThreads = llama.cpuMathCores;
  const threads = request.threads ?? (await fastestThreads(llama, model, request));
  llama.maxThreads = threads;
  // The engine keeps the last place of a sequence free.
  const contextSize = request.contextTokens + 1;
  const tooLarge = (/** @type {unknown} */ error) => {
    throw new Failure('model-load-failed', `The engine could not make room for ${request.sequences} x ${request.contextTokens} tokens of ${request.path}: ${text(error)}. Lower contextTokens or sequences.`, { engine: text(error) });
  };
  if (request.purpose === 'embedding') {
    const embedder = await model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads }).catch(tooLarge);
    return { api, llama, model, threads, contextTokens: request.contextTokens, embedder, wrapper: null, sequences: null, grammars: null };
  }
  const context = await model.createContext({ contextSize, threads: { ideal: threads, min: threads }, sequences: request.sequences, failedCreationRemedy: false }).catch(tooLarge);
  const wrapper = api.resolveChatWrapper(model, { warningLogs: false }) ?? new api.ChatMLChatWrapper();
  return {
    api,
    llama,
    model,
    threads,
    contextTokens: Math.min(request.contextTokens, context.contextSize - 1),
    embedder: null,
    wrapper,
    sequences: sequencePool(context),
    grammars: grammars({ api, llama }),
  };
}

/**
 * @param {string} engine
 * @returns {Promise<EngineModule>}
 */
async function importEngine(engine) {
  try {
    // Written out, so that tools which read imports see the dependency.
    return await (engine === 'node-llama-cpp' ? import('node-llama-cpp') : import(engine));
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code;
    if (code !== 'ERR_MODULE_NOT_FOUND') throw new Failure('model-load-failed', `The engine ${engine} does not start: ${text(error)}`);
    throw new Failure('missing-package', `GGUF models run with the optional package ${engine}, which is not installed. Run: npm install ${engine}${engine === 'node-llama-cpp' ? '@^3.22.1' : ''}`, { package: engine });
  }
}

/**
 * @param {Llama} llama
 * @param {LlamaModel} model
 * @param {LoadRequest} request
 */
function fastestThreads(llama, model, { purpose, sizeBytes }) {
  const contextSize = 64;
  const token = model.tokens.bos ?? model.tokenize('a')[0];
  if (token === undefined || token === null) return 1;
  return calibrateThreads({
    cores: llama.cpuMathCores,
    sizeBytes,
    async prepare(threads) {
      if (purpose === 'embedding') {
        const context = await model.createEmbeddingContext({ contextSize, threads });
        return { step: async () => void (await context.getEmbeddingFor([token])), end: () => context.dispose() };
      }
      const context = await model.createContext({ contextSize, threads: { ideal: threads, min: threads } });
      const sequence = context.getSequence();
      return { step: () => sequence.evaluateWithoutGeneratingNewTokens([token]), end: () => context.dispose() };
    },
  });
}

/** @param {unknown} error */
export function text(error) {
  return error instanceof Error ? error.message : String(error);
}
