// The process of one model. It is plain JavaScript so that the same file runs from src, from dist and from the packed
// tarball: Node 20 cannot run TypeScript, and a child process has no test runner around it.
import { embed } from './embed.js';
import { startEngine, text } from './engine.js';
import { Failure } from './failure.js';
import { generate } from './generate.js';
import { outbox } from './outbox.js';
/** @import { StreamPart } from '@llmrr/core' */
/** @import { LanguageEngine } from './generate-text.js' */
/** @import { Engine } from './engine.js' */
/** @import { EmbedRequest, EngineReply, EngineRequest, GenerateRequest, LoadRequest } from '../engine-protocol.ts' */

/** @type {Map<number, AbortController>} */
const running = new Map();
/** @type {Engine | undefined} */
let engine;

// The parent is gone: nothing here is worth an orderly end, and the engine's threads must not delay it.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (/** @type {EngineRequest} */ request) => {
  if (request.type === 'load') void load(request);
  else if (request.type === 'abort') running.get(request.id)?.abort();
  else void serve(request);
});

/** @param {EngineReply} reply */
function post(reply) {
  if (process.connected) process.send?.(reply);
}

/** @param {LoadRequest} request */
async function load(request) {
  try {
    engine = await startEngine(request);
    const { threads, contextTokens, llama, wrapper } = engine;
    post({ type: 'loaded', threads, contextTokens, gpu: llama.gpu, chatWrapper: wrapper?.wrapperName ?? '', memoryBytes: process.memoryUsage.rss() });
  } catch (error) {
    post({ type: 'failed', ...failure(error, 'model-load-failed') });
  }
}

/** @param {GenerateRequest | EmbedRequest} request */
async function serve(request) {
  const { id } = request;
  const stop = new AbortController();
  running.set(id, stop);
  const box = outbox({ id, whole: request.type === 'embed' || request.whole, post });
  let parts = /** @type {readonly StreamPart[]} */ ([]);
  try {
    if (request.type === 'generate') {
      await generate(/** @type {LanguageEngine} */ (engine), request, {
        signal: stop.signal,
        started: (usage) => post({ type: 'started', id, usage }),
        add: (part) => box.add(part),
      });
      parts = box.rest();
    } else {
      const { vectors, inputTokens } = await embed(/** @type {Parameters<typeof embed>[0]} */ (engine), request, stop.signal);
      post({ type: 'embedded', id, vectors, inputTokens });
    }
  } catch (error) {
    box.rest();
    if (!stop.signal.aborted) {
      running.delete(id);
      post({ type: 'failed', id, ...failure(error, 'internal') });
      return;
    }
  }
  running.delete(id);
  post({ type: 'finished', id, parts, memoryBytes: process.memoryUsage.rss() });
}

/**
 * @param {unknown} error
 * @param {import('@llmrr/core').ErrorCode} otherwise
 */
function failure(error, otherwise) {
  if (error instanceof Failure) return { code: error.code, message: error.message, ...(error.details && { details: error.details }) };
  return { code: otherwise, message: `The engine failed: ${text(error)}` };
}
