import { textStream } from './text-stream.js';
/** @import { ChatHistoryItem, LlamaContextSequence, LlamaText, SequenceEvaluateOptions, Token, TokenBias } from 'node-llama-cpp' */
/** @import { StreamPart, TokenLogprob } from '@llmrr/core' */
/** @import { Engine } from './engine.js' */
/** @import { GenerateRequest } from '../engine-protocol.ts' */
/** @typedef {Engine & { wrapper: NonNullable<Engine['wrapper']>, sequences: NonNullable<Engine['sequences']>, grammars: NonNullable<Engine['grammars']> }} LanguageEngine */
/** @import { Resume } from './resume.js' */
/** @typedef {{ cached: number, rest: Token[], promptTokens: number, room: number, resume: Resume }} Prepared `room`: tokens that fit behind the prompt */

/**
 * Decodes an answer that is nothing but text: no tools, no thoughts. The shortest way from token to text.
 * @param {LanguageEngine} engine
 * @param {GenerateRequest} request
 * @param {{ sequence: LlamaContextSequence, prepared: Prepared, triggers: readonly LlamaText[], ignored: readonly LlamaText[], signal: AbortSignal, add: (part: StreamPart) => void }} run
 */
export async function generateText(engine, request, { sequence, prepared, triggers, ignored, signal, add }) {
  const { model } = engine;
  const { cached, rest, promptTokens, room, resume } = prepared;
  const { stopTokens, stopTexts } = stopTriggers(engine, triggers);
  const stream = textStream({
    decode: (tokens, before) => model.detokenize(/** @type {Token[]} */ (tokens), false, /** @type {Token[]} */ (before)),
    // Byte-level tokenizers write their spaces themselves.
    lookBack: model.vocabularyType === engine.api.LlamaVocabularyType.bpe ? 0 : 8,
    stops: [...request.stop, ...stopTexts],
    swallow: resume.swallow,
    ignored: request.prefill === '' ? ignored.map((text) => text.toString()) : [],
  });
  const grammar = await engine.grammars.for(request.format);
  const most = request.maxTokens ?? Infinity;
  /** @type {Token[]} */
  const tokens = [];
  let repeatedTokens = 0;
  /** @type {import('@llmrr/core').FinishPart} */
  let finish = { type: 'finish', reason: 'length' };

  const wanted = request.logprobs;
  /** @type {AsyncIterable<{ token: Token, confidence?: number, probabilities?: Map<Token, number> }>} */
  const iterator = sequence.evaluateWithMetadata(rest, { probabilities: wanted !== null, confidence: wanted !== null }, {
    ...samplerOptions(engine, request, () => tokens),
    ...(grammar && { grammarEvaluationState: engine.grammars.state(grammar, model) }),
    ...resume.held,
    yieldEogToken: true,
  });
  for await (const { token, confidence, probabilities } of iterator) {
    signal.throwIfAborted();
    if (model.isEogToken(token) || stopTokens.has(token)) {
      finish = { type: 'finish', reason: 'stop' };
      break;
    }
    resume.accept(token);
    tokens.push(token);
    const { text, logprobs, stop, repeated } = stream.push(token, wanted === null ? undefined : logprob(engine, token, confidence ?? 0, probabilities ?? new Map(), wanted));
    if (text !== '') add({ type: 'text', index: 0, text, ...(logprobs.length > 0 && { logprobs }) });
    if (stop !== undefined) {
      finish = { type: 'finish', reason: 'stop', ...(request.stop.includes(stop) && { stopSequence: stop }) };
      break;
    }
    if (repeated) repeatedTokens++;
    if (tokens.length - repeatedTokens >= most || tokens.length >= room) break;
    if (tokens.length % 16 === 0) add(usage());
  }
  const { text, logprobs } = stream.end();
  // What was held back because a stop sequence might have begun is part of the answer when none did.
  if (text !== '') add({ type: 'text', index: 0, text, ...(logprobs.length > 0 && { logprobs }) });
  add(usage());
  add(finish);

  /** @returns {StreamPart} */
  function usage() {
    return { type: 'usage', usage: { inputTokens: promptTokens, outputTokens: tokens.length - repeatedTokens, cachedInputTokens: cached } };
  }
}

/**
 * What the chat template ends an answer with: special tokens, and texts for models that write them out.
 * @param {LanguageEngine} engine
 * @param {readonly LlamaText[]} triggers
 */
function stopTriggers({ model }, triggers) {
  /** @type {Set<Token>} */
  const stopTokens = new Set();
  /** @type {string[]} */
  const stopTexts = [];
  for (const trigger of triggers) {
    const tokens = trigger.tokenize(model.tokenizer);
    const [token] = tokens;
    if (tokens.length === 1 && token !== undefined && model.isSpecialToken(token)) stopTokens.add(token);
    else if (tokens.length > 0) stopTexts.push(model.detokenize(tokens, true));
  }
  return { stopTokens, stopTexts: stopTexts.filter((text) => text !== '') };
}

/**
 * @param {LanguageEngine} engine
 * @param {GenerateRequest} request
 * @param {() => Token[]} generated
 * @returns {SequenceEvaluateOptions}
 */
function samplerOptions(engine, { sampling }, generated) {
  const { temperature, topP, topK, minP, seed, presencePenalty = 0, frequencyPenalty = 0 } = sampling;
  const bias = tokenBias(engine, sampling);
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(minP !== undefined && { minP }),
    ...(seed !== undefined && { seed }),
    ...(bias && { tokenBias: bias }),
    ...((presencePenalty !== 0 || frequencyPenalty !== 0) && {
      repeatPenalty: { punishTokens: generated, maxPunishTokens: engine.contextTokens, penalty: 1, presencePenalty, frequencyPenalty },
    }),
  };
}

/**
 * @param {LanguageEngine} engine
 * @param {GenerateRequest['sampling']} sampling
 * @returns {TokenBias | undefined}
 */
export function tokenBias({ api, model }, { logitBias }) {
  if (!logitBias) return undefined;
  const bias = api.TokenBias.for(model);
  // -100 and 100 are the vendors' words for never and always.
  for (const [token, value] of logitBias) bias.set(/** @type {Token} */ (token), value <= -100 ? 'never' : { logit: value });
  return bias;
}

/**
 * @param {LanguageEngine} engine
 * @param {Token} token
 * @param {number} confidence
 * @param {Map<Token, number>} probabilities likeliest first
 * @param {number} others
 * @returns {TokenLogprob}
 */
function logprob({ model }, token, confidence, probabilities, others) {
  const named = (/** @type {Token} */ id, /** @type {number} */ probability) => {
    const text = model.detokenize([id], true);
    return { token: text, logprob: Math.max(Math.log(probability), -9999), bytes: text.includes('\uFFFD') ? null : [...Buffer.from(text)] };
  };
  const top = [];
  for (const [id, probability] of probabilities) {
    if (top.length >= others) break;
    top.push(named(id, probability));
  }
  return { ...named(token, confidence), ...(others > 0 && { top }) };
}
