/** @import { TokenLogprob } from '@llmrr/core' */

const broken = '\uFFFD';
/** @type {{ text: string, logprobs: TokenLogprob[] }} */
const nothing = { text: '', logprobs: [] };
/** @type {{ text: string, logprobs: TokenLogprob[], repeated: true }} */
const repeated = { ...nothing, repeated: true };

/**
 * Makes text of tokens as it becomes certain: half a character waits for its other half, and what may become a stop
 * sequence waits until it is one (then it is not sent) or is not.
 *
 * `swallow`: this many characters at the beginning were sent before. `ignored`: of these, the longest with which the
 * answer begins is not part of it (spaces that a template does not want).
 *
 * `decode` gets the last `lookBack` tokens too: some tokenizers need them for spaces.
 *
 * @param {{ decode: (tokens: readonly number[], before: readonly number[]) => string, lookBack?: number, stops: readonly string[], swallow?: number, ignored?: readonly string[] }} options
 */
export function textStream({ decode, lookBack = 0, stops, swallow = 0, ignored = [] }) {
  /** Tokens whose bytes do not end at a character yet.
   * @type {number[]} */
  let partial = [];
  /** @type {number[]} */
  let before = [];
  /** Text that may be the beginning of a stop sequence. */
  let held = '';
  let beginning = ignored.length > 0;
  /** Characters that were let go. */
  let sent = 0;
  /** @type {{ start: number, logprob: TokenLogprob }[]} */
  let logprobs = [];

  /** @param {string} text */
  function letGo(text) {
    sent += text.length;
    const ready = logprobs.filter(({ start }) => start < sent).map(({ logprob }) => logprob);
    if (ready.length > 0) logprobs = logprobs.filter(({ start }) => start >= sent);
    return { text, logprobs: ready };
  }

  /** @param {string} text */
  function withoutIgnored(text) {
    if (!beginning) return text;
    beginning = ignored.some((candidate) => candidate.length > text.length && candidate.startsWith(text));
    return beginning ? text : withoutBeginning(text);
  }

  /** @param {string} text */
  function withoutBeginning(text) {
    const longest = ignored.reduce((best, candidate) => (candidate.length > best.length && text.startsWith(candidate) ? candidate : best), '');
    logprobs = logprobs.filter(({ start }) => start >= longest.length);
    return text.slice(longest.length);
  }

  return {
    /**
     * @param {number} token
     * @param {TokenLogprob} [logprob]
     * @returns {{ text: string, logprobs: TokenLogprob[], stop?: string, repeated?: true }} `repeated`: the token says nothing new
     */
    push(token, logprob) {
      if (logprob && swallow === 0) logprobs.push({ start: sent + held.length, logprob });
      partial.push(token);
      const decoded = decode(partial, before);
      if (decoded.endsWith(broken)) return swallow > 0 ? repeated : nothing;
      if (lookBack > 0) before = [...before, ...partial].slice(-lookBack);
      partial = [];
      const text = decoded.slice(swallow);
      if (swallow > 0) {
        swallow = Math.max(0, swallow - decoded.length);
        if (text === '') return repeated;
        if (logprob) logprobs.push({ start: sent, logprob });
      }
      const all = withoutIgnored(held + text);
      if (beginning) {
        held = all;
        return nothing;
      }
      const found = firstStop(all, stops);
      if (found) {
        held = '';
        return { ...letGo(all.slice(0, found.at)), stop: found.stop };
      }
      const keep = stopBeginning(all, stops);
      held = keep === 0 ? '' : all.slice(-keep);
      return letGo(keep === 0 ? all : all.slice(0, -keep));
    },
    /** The rest, when no more tokens come. */
    end() {
      const all = held + (partial.length > 0 ? decode(partial, before).slice(swallow) : '');
      const rest = beginning ? withoutBeginning(all) : all;
      held = '';
      partial = [];
      return letGo(rest);
    },
  };
}

/**
 * @param {string} text
 * @param {readonly string[]} stops
 */
function firstStop(text, stops) {
  let at = -1;
  let stop = '';
  for (const candidate of stops) {
    const index = text.indexOf(candidate);
    if (index >= 0 && (at < 0 || index < at)) [at, stop] = [index, candidate];
  }
  return at < 0 ? null : { at, stop };
}

/**
 * Length of the longest end of the text with which a stop sequence begins.
 * @param {string} text
 * @param {readonly string[]} stops
 */
function stopBeginning(text, stops) {
  let longest = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) {
        longest = length;
        break;
      }
    }
  }
  return longest;
}
