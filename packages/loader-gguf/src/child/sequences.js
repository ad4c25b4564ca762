import { performance } from 'node:perf_hooks';
/** @import { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp' */

/** From this share of a prompt on, taking over the state of an earlier answer is worth losing the rest of that state. */
const worthwhileShare = 0.5;
/** Prompts are evaluated in pieces of about this duration, so that an abort need not wait for all of it. */
const pieceMs = 25;
const leastPiece = 32;

/**
 * Sequences keep the state of their last answer, so that a prompt which continues it is evaluated from there on.
 * @param {LlamaContext} context
 */
export function sequencePool(context) {
  /** Longest unused first.
   * @type {LlamaContextSequence[]} */
  const free = Array.from({ length: context.totalSequences }, () => context.getSequence());
  let piece = leastPiece;

  return {
    /**
     * The free sequence that already holds most of the prompt; if none holds enough, the one that was longest unused.
     * @param {readonly Token[]} prompt
     */
    take(prompt) {
      let best = 0;
      let longest = -1;
      for (const [index, sequence] of free.entries()) {
        const shared = sharedTokens(sequence, prompt);
        if (shared > longest) [best, longest] = [index, shared];
      }
      const sequence = free.splice(longest >= prompt.length * worthwhileShare ? best : 0, 1)[0];
      if (!sequence) throw new Error('more calls than sequences');
      return sequence;
    },

    /** @param {LlamaContextSequence} sequence */
    give(sequence) {
      free.push(sequence);
    },

    /**
     * Brings the sequence to the prompt, but for a last piece that is left to be evaluated with the first new token.
     * @param {LlamaContextSequence} sequence
     * @param {readonly Token[]} prompt
     * @param {AbortSignal} signal
     * @returns {Promise<{ cached: number, rest: Token[] }>} how many tokens were there already, and what is left
     */
    async prepare(sequence, prompt, signal) {
      await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
      const cached = sequence.nextTokenIndex;
      let at = cached;
      while (prompt.length - at > piece) {
        signal.throwIfAborted();
        const tokens = prompt.slice(at, at + piece);
        const start = performance.now();
        await sequence.evaluateWithoutGeneratingNewTokens(tokens);
        at += tokens.length;
        const perToken = (performance.now() - start) / tokens.length;
        piece = Math.round(Math.min(Math.max(pieceMs / perToken, leastPiece), context.batchSize));
      }
      signal.throwIfAborted();
      return { cached, rest: prompt.slice(at) };
    },
  };
}

/**
 * @param {LlamaContextSequence} sequence
 * @param {readonly Token[]} prompt
 */
function sharedTokens({ contextTokens }, prompt) {
  const most = Math.min(contextTokens.length, prompt.length);
  let shared = 0;
  while (shared < most && contextTokens[shared] === prompt[shared]) shared++;
  return shared;
}
