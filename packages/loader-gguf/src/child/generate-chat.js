import { randomUUID } from 'node:crypto';
import { tokenBias } from './generate-text.js';
/** @import { ChatHistoryItem, ChatModelFunctions, ChatWrapper, LlamaChatResponseChunk, LlamaContextSequence, Token } from 'node-llama-cpp' */
/** @import { FinishPart, StreamPart } from '@llmrr/core' */
/** @import { LanguageEngine, Prepared } from './generate-text.js' */
/** @import { GenerateRequest } from '../engine-protocol.ts' */

/**
 * Decodes an answer with calls of functions or with thoughts: node-llama-cpp's LlamaChat knows how each family of
 * models writes them. It decodes a little slower than `generateText`.
 * @param {LanguageEngine} engine
 * @param {GenerateRequest} request
 * @param {{ sequence: LlamaContextSequence, prepared: Prepared, history: ChatHistoryItem[], signal: AbortSignal, add: (part: StreamPart) => void }} run
 */
export async function generateChat(engine, request, { sequence, prepared, history, signal, add }) {
  const { api, model } = engine;
  const { promptTokens, cached, room } = prepared;
  const blocks = blockWriter(add);
  const stopping = new AbortController();
  const before = sequence.tokenMeter.getState();
  let reasoningTokens = 0;
  const { temperature, topP, topK, minP, seed, presencePenalty = 0, frequencyPenalty = 0 } = request.sampling;
  const bias = tokenBias(engine, request.sampling);
  const grammar = await engine.grammars.for(request.format);
  const chat = new api.LlamaChat({ contextSequence: sequence, chatWrapper: request.mustCall ? callingWrapper(engine) : engine.wrapper });

  /** @type {FinishPart} */
  let finish = { type: 'finish', reason: 'length' };
  let ended = false;
  try {
    const { metadata } = await chat.generateResponse(history, {
      ...(request.functions
        ? {
            functions: /** @type {ChatModelFunctions} */ (request.functions),
            ...(!request.parallelCalls && { maxParallelFunctionCalls: 1 }),
            onFunctionCallParamsChunk: ({ callIndex, functionName, paramsChunk, done }) => blocks.callPiece(callIndex, functionName, paramsChunk, done),
            onFunctionCall: ({ functionName, params }) => blocks.callEnd(functionName, params),
          }
        : grammar && { grammar }),
      onResponseChunk(chunk) {
        const thought = chunk.type === 'segment';
        if (thought) reasoningTokens += chunk.tokens.length;
        if (chunk.text !== '') blocks.text(thought ? 'reasoning' : 'text', chunk.text);
      },
      signal: AbortSignal.any([signal, stopping.signal]),
      maxTokens: Math.max(1, Math.min(request.maxTokens ?? room, room)),
      customStopTriggers: request.stop,
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { topP }),
      ...(topK !== undefined && { topK }),
      ...(minP !== undefined && { minP }),
      ...(seed !== undefined && { seed }),
      ...(bias && { tokenBias: bias }),
      ...(request.thoughtTokens !== null && { budgets: { thoughtTokens: request.thoughtTokens } }),
      repeatPenalty:
        presencePenalty === 0 && frequencyPenalty === 0
          ? false
          : { lastTokens: engine.contextTokens, penalty: 1, penalizeNewLine: true, presencePenalty, frequencyPenalty },
      contextShift: {
        // Nothing of a conversation is dropped to make room: a full context ends the answer.
        strategy({ chatHistory }) {
          stopping.abort();
          return { chatHistory: [...chatHistory] };
        },
      },
    });
    ended = metadata.stopReason === 'eogToken';
    if (metadata.stopReason === 'functionCalls') finish = { type: 'finish', reason: 'tool-calls' };
    else if (metadata.stopReason === 'customStopTrigger') {
      const stopSequence = metadata.customStopTrigger.map((item) => (typeof item === 'string' ? item : model.detokenize([item], true))).join('');
      finish = { type: 'finish', reason: 'stop', stopSequence };
    } else if (metadata.stopReason !== 'maxTokens') finish = { type: 'finish', reason: 'stop' };
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    chat.dispose({ disposeSequence: false });
  }
  const outputTokens = sequence.tokenMeter.getState().usedOutputTokens - before.usedOutputTokens - (ended ? 1 : 0);
  add({
    type: 'usage',
    usage: { inputTokens: promptTokens, outputTokens: Math.max(0, outputTokens), cachedInputTokens: cached, ...(reasoningTokens > 0 && { reasoningTokens }) },
  });
  add(finish);
}

/**
 * The model's own wrapper, but for the answer: it begins with the call of a function, and the grammar of their names holds it there.
 * @param {LanguageEngine} engine
 * @returns {ChatWrapper}
 */
function callingWrapper({ api, wrapper }) {
  /** @type {ChatWrapper} */
  const calling = Object.create(wrapper);
  calling.generateContextState = (options) => {
    const { contextText, stopGenerationTriggers } = wrapper.generateContextState(options);
    return { contextText, stopGenerationTriggers, noPrefixTrigger: { type: 'functionCall', inject: api.LlamaText([]) } };
  };
  return calling;
}

/**
 * Numbers the blocks of an answer: text, thoughts and calls, each in one or many pieces.
 * @param {(part: StreamPart) => void} add
 */
function blockWriter(add) {
  let index = -1;
  /** @type {'text' | 'reasoning' | 'call' | null} */
  let open = null;
  let call = -1;
  // Line breaks that end the arguments belong to the grammar, not to them.
  let space = '';

  /** @param {string} name */
  function beginCall(name) {
    index++;
    open = 'call';
    space = '';
    add({ type: 'tool-call', index, id: `call_${randomUUID().replaceAll('-', '')}`, name, arguments: '' });
  }

  return {
    /**
     * @param {'text' | 'reasoning'} type
     * @param {string} text
     */
    text(type, text) {
      if (open !== type) index++;
      open = type;
      add({ type, index, text });
    },
    /**
     * @param {number} callIndex
     * @param {string} name
     * @param {string} piece
     * @param {boolean} done
     */
    callPiece(callIndex, name, piece, done) {
      if (callIndex !== call) beginCall(name);
      call = callIndex;
      const all = space + piece;
      const content = all.trimEnd();
      space = all.slice(content.length);
      if (content !== '') add({ type: 'tool-call', index, arguments: content });
      if (done) space = '';
    },
    /**
     * @param {string} name
     * @param {unknown} params
     */
    callEnd(name, params) {
      // A function without parameters is called without pieces.
      if (open !== 'call') {
        beginCall(name);
        add({ type: 'tool-call', index, arguments: JSON.stringify(params ?? {}) });
        call++;
      }
      open = null;
    },
  };
}
