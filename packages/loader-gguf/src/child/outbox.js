/** @import { StreamPart } from '@llmrr/core' */
/** @import { EngineReply } from '../engine-protocol.ts' */

const gatherMs = 20;

/**
 * Gathers what one call produces, so that messages cost next to nothing beside decoding: what comes after a pause leaves
 * at once (the first content, and every token of a slow model), what follows on its heels leaves together a little later.
 *
 * @param {{ id: number, whole: boolean, post: (reply: EngineReply) => void, now?: () => number }} options
 */
export function outbox({ id, whole, post, now = () => performance.now() }) {
  /** @type {StreamPart[]} */
  let parts = [];
  let sentAt = -Infinity;
  /** The latest one counts, and it goes behind the content that it counts.
   * @type {StreamPart | undefined} */
  let usage;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;

  function addUsage() {
    if (usage) parts.push(usage);
    usage = undefined;
  }

  function send() {
    timer = undefined;
    addUsage();
    sentAt = now();
    post({ type: 'parts', id, parts });
    parts = [];
  }

  return {
    /** @param {StreamPart} part */
    add(part) {
      if (part.type === 'usage') {
        usage = part;
        return;
      }
      if (part.type === 'finish') addUsage();
      const last = parts.at(-1);
      const joined = last && join(last, part);
      if (joined) parts[parts.length - 1] = joined;
      else parts.push(part);
      if (whole || timer) return;
      const wait = sentAt + gatherMs - now();
      if (wait <= 0) send();
      else timer = setTimeout(send, wait);
    },
    /** What was not sent yet; nothing more is sent from here. */
    rest() {
      clearTimeout(timer);
      addUsage();
      return parts;
    },
  };
}

/**
 * Two pieces of the same block as one; `null` if they are not.
 * @param {StreamPart} one
 * @param {StreamPart} next
 * @returns {StreamPart | null}
 */
function join(one, next) {
  if (one.type === 'text' && next.type === 'text' && one.index === next.index) {
    const logprobs = [...(one.logprobs ?? []), ...(next.logprobs ?? [])];
    return { ...one, text: one.text + next.text, ...(logprobs.length > 0 && { logprobs }) };
  }
  if (one.type === 'reasoning' && next.type === 'reasoning' && one.index === next.index) return { ...one, text: one.text + next.text };
  if (one.type === 'tool-call' && next.type === 'tool-call' && one.index === next.index) return { ...one, arguments: one.arguments + next.arguments };
  return null;
}
