import { LlmrrError, type FinishReason } from '@llmrr/core';

/** Stands between the model's text and the caller where the wire could not say what the call asked for. */
export interface AnswerText {
  /** The part of this text that may go out now. */
  push(text: string): string;
  /** What was still held back; throws `invalid-output` if JSON was asked for and this is none. */
  end(reason: FinishReason): string;
}

export interface AnswerTextOptions {
  readonly model: string;
  /** White space that the caller has already, and the model may repeat. */
  readonly heldBack: string;
  /** JSON is wanted, and begins with this text, which the caller has already. */
  readonly jsonBehind?: string | undefined;
}

/** `undefined` where the text needs no second look, so that it can be relayed as it came. */
export function answerText({ model, heldBack, jsonBehind }: AnswerTextOptions): AnswerText | undefined {
  if (jsonBehind === undefined) return heldBack === '' ? undefined : withoutRepetition(heldBack);
  const opened = jsonBehind === '' ? withoutFence() : withoutRepetition(heldBack);
  let whole = jsonBehind;
  return {
    push(text) {
      const shown = opened.push(text);
      whole += shown;
      return shown;
    },
    end(reason) {
      const rest = opened.end(reason);
      whole += rest;
      if (reason === 'stop' && !isJson(whole)) {
        throw new LlmrrError('invalid-output', `${model} was asked for JSON and answered ${JSON.stringify(whole.slice(0, 80))}${whole.length > 80 ? '...' : ''}`, { details: { model } });
      }
      return rest;
    },
  };
}

function withoutRepetition(known: string): AnswerText {
  let expected = known;
  return {
    push(text) {
      if (expected === '') return text;
      let same = 0;
      while (same < text.length && same < expected.length && text[same] === expected[same]) same++;
      // The first difference ends the repetition; a piece that is all repetition may be followed by more.
      expected = same === text.length ? expected.slice(same) : '';
      return text.slice(same);
    },
    end: () => '',
  };
}

/** Takes ```json and ``` off, which models put around JSON however they are asked. */
function withoutFence(): AnswerText {
  let beginning: string | undefined = '';
  let fenced = false;
  let tail = '';
  const inside = (text: string): string => {
    if (!fenced) return text;
    const all = tail + text;
    // What may yet turn out to be the closing fence waits.
    const shown = all.slice(0, fenceStart(all));
    tail = all.slice(shown.length);
    return shown;
  };
  return {
    push(text) {
      if (beginning === undefined) return inside(text);
      beginning += text;
      const begun = beginning.trimStart();
      // Held until it is plain whether a fence begins, and where its language tag ends.
      if (/^(`{0,2}|```\w*)$/.test(begun) && begun.length < longestOpening) return '';
      fenced = begun.startsWith(fence);
      const rest = fenced ? begun.replace(opening, '') : beginning;
      beginning = undefined;
      return inside(rest);
    },
    end() {
      if (beginning !== undefined) return beginning;
      return fenced ? tail.slice(0, fenceStart(tail)) : '';
    },
  };
}

const fence = '```';
const opening = /^```(\w*\s+)?/;
const longestOpening = 32;

/** Where white space, up to three backticks and white space begin that end the text. */
function fenceStart(text: string): number {
  let end = text.trimEnd().length;
  for (let ticks = 0; ticks < fence.length && text[end - 1] === '`'; ticks++) end--;
  return text.slice(0, end).trimEnd().length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
