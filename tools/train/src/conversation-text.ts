import type { Conversation } from './corpus/corpus.ts';
import type { Turn } from './corpus/conversation.ts';
import type { ToolUse } from './corpus/lesson.ts';

/** A piece of text that the engine tokenizes by itself, and how much its prediction counts in training (tenths). */
export interface Piece {
  readonly text: string;
  readonly weight: number;
}

const ANSWER = 10;
const QUESTION = 2;
const given = (text: string): Piece => ({ text, weight: 0 });
const learned = (text: string): Piece => ({ text, weight: ANSWER });

/** JSON with a space after each colon and comma, as node-llama-cpp writes it. */
export function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}: ${spacedJson(each)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

const call = ({ name, parameters }: ToolUse): Piece[] => [
  learned('||call: '),
  learned(name),
  learned('('),
  ...(parameters === undefined ? [] : [learned(spacedJson(parameters))]),
  learned(')'),
];
const result = ({ result: value }: ToolUse, weight: number): Piece[] => [
  { text: '\n', weight },
  { text: '||result: ', weight },
  given(spacedJson(value)),
  given('\n'),
];

/** `together`: all calls before the first result, as an engine with parallel calls writes it; otherwise each call with its result. */
export function toolPieces(uses: readonly ToolUse[], together: boolean): Piece[] {
  if (together)
    return [
      ...uses.flatMap((use, at) => (at === 0 ? call(use) : [learned('\n'), ...call(use)])),
      ...uses.flatMap((use, at) => result(use, at === 0 ? ANSWER : 0)),
    ];
  // Before the last call the engine, not the model, decides that a result follows.
  return uses.flatMap((use, at) => [...call(use), ...result(use, at === uses.length - 1 ? ANSWER : 0)]);
}

const turnPieces = (turn: Turn, together: boolean): Piece[] => {
  const weight = turn.unpredictable === true ? 0 : QUESTION;
  return [
    given('<|im_start|>user\n'),
    { text: turn.question, weight },
    { text: '<|im_end|>', weight },
    given('\n<|im_start|>assistant\n'),
    ...toolPieces(turn.uses ?? [], together),
    learned(turn.answer),
    learned('<|im_end|>'),
    given('\n'),
  ];
};

/** A conversation in ChatML. */
export function conversationPieces({ system, turns, plain }: Conversation, together = false): Piece[] {
  if (plain !== undefined) return [given('<|endoftext|>'), learned(plain)];
  return [
    given('<|endoftext|>'),
    ...(system === undefined ? [] : [given(`<|im_start|>system\n${system}<|im_end|>\n`)]),
    ...turns.flatMap((turn) => turnPieces(turn, together)),
  ];
}
