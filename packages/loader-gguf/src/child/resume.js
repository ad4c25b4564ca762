import { Failure } from './failure.js';
import { tokenBias } from './generate-text.js';
/** @import { LlamaModel, SequenceEvaluateOptions, Token, TokenBias } from 'node-llama-cpp' */
/** @import { LanguageEngine } from './generate-text.js' */
/** @import { GenerateRequest } from '../engine-protocol.ts' */

/**
 * How an answer goes on behind what was said of it already.
 * @typedef {object} Resume
 * @property {Token[]} known tokens that need no thought: they are evaluated with the prompt
 * @property {number} swallow characters that will be decoded once more, and were sent before
 * @property {Pick<SequenceEvaluateOptions, 'grammarEvaluationState' | 'tokenBias'>} held options that hold the sampler to them
 * @property {(token: Token) => void} accept takes note of each token
 */

// How far back the end of a text is written again: to the beginning of its last word, but not further than this.
const mostRewritten = 6;

/**
 * @param {LanguageEngine} engine
 * @param {GenerateRequest} request
 * @returns {Promise<Resume>}
 */
export async function resume(engine, { prefill, format, sampling }) {
  if (prefill === '') return { known: [], swallow: 0, held: {}, accept: () => undefined };
  return format === 'text' ? resumeText(engine, prefill) : replay(engine, prefill, tokenBias(engine, sampling));
}

/**
 * A text may have been cut inside of what the model writes as one token. So its last word is written once more, held to
 * by a grammar: the model chooses the token that reaches over the cut, as it did, or would have done.
 * @param {LanguageEngine} engine
 * @param {string} prefill
 * @returns {Promise<Resume>}
 */
async function resumeText({ model, grammars }, prefill) {
  const { known, rewritten } = splitAtLastWord(model, prefill);
  if (rewritten === '') return { known, swallow: 0, held: {}, accept: () => undefined };
  const state = grammars.state(await grammars.beginningWith(rewritten), model);
  /** @type {Token[]} */
  const written = [];
  let over = false;
  return {
    known,
    swallow: rewritten.length,
    // A grammar costs time with every token; it is needed only for the first few.
    held: { grammarEvaluationState: () => (over ? undefined : state) },
    accept(token) {
      if (over) return;
      written.push(token);
      over = model.detokenize(written).length >= rewritten.length;
    },
  };
}

/**
 * The grammar of a format must read an answer from its beginning: what was said is decoded once more. The bias of each
 * step holds it to that: to the known tokens, then, for the last word, to every token that agrees with it.
 * @param {LanguageEngine} engine
 * @param {string} prefill
 * @param {TokenBias} [asked] the call's own bias, for what comes after
 * @returns {Resume}
 */
function replay({ api, model }, prefill, asked) {
  const { known, rewritten } = splitAtLastWord(model, prefill);
  const free = asked ?? api.TokenBias.for(model);
  /** @type {Token[]} */
  const written = [];
  let at = 0;

  function left() {
    return rewritten.slice(model.detokenize(written).length);
  }

  /** @returns {readonly Token[]} */
  function allowed() {
    const next = known[at];
    if (next !== undefined) return [next];
    const text = left();
    if (text === '') return [];
    const agreeing = vocabulary(model).flatMap(([token, piece]) => (piece.startsWith(text) || text.startsWith(piece) ? [token] : []));
    return agreeing.length > 0 ? agreeing : model.tokenize(text, false, 'trimLeadingSpace').slice(0, 1);
  }

  return {
    known: [],
    swallow: prefill.length,
    held: {
      tokenBias() {
        const tokens = allowed();
        return tokens.length === 0 ? free : tokens.reduce((bias, token) => bias.set(token, { logit: 1e6 }), api.TokenBias.for(model));
      },
    },
    accept(token) {
      const tokens = allowed();
      if (tokens.length > 0 && !tokens.includes(token)) {
        throw new Failure('invalid-request', 'continueFrom is not the beginning of an answer in the format that responseFormat asks for.');
      }
      if (at < known.length) at++;
      else if (tokens.length > 0) written.push(token);
    },
  };
}

/** @type {WeakMap<LlamaModel, (readonly [Token, string])[]>} */
const vocabularies = new WeakMap();

/**
 * Every token that is text, with the text.
 * @param {LlamaModel} model
 */
function vocabulary(model) {
  const known = vocabularies.get(model);
  if (known) return known;
  const read = Array.from(model.iterateAllTokens(), (token) => /** @type {const} */ ([token, model.detokenize([token])])).filter(([, text]) => text !== '' && !text.includes('\uFFFD'));
  vocabularies.set(model, read);
  return read;
}

/**
 * @param {LlamaModel} model
 * @param {string} text
 */
function splitAtLastWord(model, text) {
  const tokens = model.tokenize(text, false, 'trimLeadingSpace');
  const least = Math.max(0, tokens.length - mostRewritten);
  let at = Math.max(0, tokens.length - 1);
  while (at > least && !/^\s/.test(model.detokenize(tokens.slice(at, at + 1)))) at--;
  // Half a character cannot be held to.
  while (at > 0 && model.detokenize(tokens.slice(0, at)).endsWith('\uFFFD')) at--;
  const known = tokens.slice(0, at);
  const before = model.detokenize(known);
  return text.startsWith(before) ? { known, rewritten: text.slice(before.length) } : { known: tokens, rewritten: '' };
}
