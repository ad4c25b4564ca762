import { isDeepStrictEqual } from 'node:util';
import { conversationPieces, type Piece, toolPieces } from './conversation-text.ts';
import type { Turn } from './corpus/conversation.ts';
import { type Examination, examinations } from './corpus/corpus.ts';
import { type EngineReply, runEngine } from './engine.ts';
import { STRANGERS, TOOL_CHATS } from './strangers.ts';

export interface Score {
  readonly right: number;
  readonly of: number;
}

export interface Failure {
  readonly category: string;
  readonly question: string;
  readonly expected: string;
  readonly found: string;
}

export interface Report {
  /** Exact matches of held-out questions, by category. */
  readonly heldOut: Readonly<Record<string, Score>>;
  readonly total: Score;
  /** Held-out questions from outside that were answered with an admission. */
  readonly honesty: Score;
  /** Hand-written phrasings, accepted by pattern. */
  readonly strangers: Score;
  /** Calls (or rightly no call) through node-llama-cpp's own function calling. */
  readonly toolChats: Score;
  readonly speed?: { readonly firstTokenMs: number; readonly tokensPerSecond: number };
  readonly failures: readonly Failure[];
}

type Completion = EngineReply['completions'][number];

interface Asked {
  readonly examination: Examination;
  readonly together: boolean;
}

const promptOf = (pieces: ReturnType<typeof conversationPieces>): { pieces: string[] } => ({ pieces: pieces.map((piece) => piece.text) });

/** The conversation up to the answer: the question's own turn without its last three pieces (answer, end, line break). */
const opening = ({ examination, together }: Asked): ReturnType<typeof conversationPieces> => {
  const { system, before, category, question } = examination;
  return conversationPieces(
    { ...(system === undefined ? {} : { system }), turns: [...before, { category, question, answer: '' }] },
    together,
  ).slice(0, -3);
};

const scoreOf = (results: readonly boolean[]): Score => ({ right: results.filter(Boolean).length, of: results.length });

interface Engine {
  readonly modelPath: string;
  readonly contextTokens: number;
}
type Check = (right: boolean, failure: Failure) => boolean;

const RESULT = '\n||result: ';
const textOf = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join('');
const upToResult = (calls: string): string => calls.slice(0, calls.indexOf(RESULT) + RESULT.length);

/** Exact answers. A question with tools is right when its calls are, and then its last sentence after the results were given. */
async function examineHeldOut(
  engine: Engine,
  perCategory: number,
  seed: number,
  check: Check,
): Promise<{ category: string; right: boolean }[]> {
  const asked = examinations(seed, perCategory).map((examination, at): Asked => ({ examination, together: at % 2 === 1 }));
  const first = await runEngine({ ...engine, prompts: asked.map((each) => promptOf(opening(each))) });
  const withTools = asked.filter(({ examination }) => examination.uses !== undefined);
  const second = await runEngine({
    ...engine,
    prompts: withTools.map((each) => promptOf([...opening(each), ...toolPieces(each.examination.uses ?? [], each.together)])),
  });
  return asked.map((each, at) => {
    const { category, question, answer, uses } = each.examination;
    const found = first.completions[at] as Completion;
    const exact = ({ text, ended }: Completion): boolean =>
      check(ended && text === answer, { category, question, expected: answer, found: text });
    if (uses === undefined) return { category, right: exact(found) };
    // One call before its result or all of them together: both are what an engine can work with.
    const accepted = [false, true].map((together) => upToResult(textOf(toolPieces(uses, together))));
    const called = check(accepted.includes(found.text), { category, question, expected: accepted.join(' or '), found: found.text });
    return { category, right: called && exact(second.completions[withTools.indexOf(each)] as Completion) };
  });
}

/** Turn by turn: the model's own answers become history; the last one is judged. */
async function examineStrangers(engine: Engine, check: Check): Promise<boolean[]> {
  const chats = STRANGERS.map(([said, accepted]) => ({ said: typeof said === 'string' ? [said] : said, accepted, before: [] as Turn[] }));
  for (let turn = 0; turn < Math.max(...chats.map(({ said }) => said.length)); turn++) {
    const open = chats.filter(({ said }) => said.length > turn).map((chat) => ({ chat, question: chat.said[turn] as string }));
    const { completions } = await runEngine({
      ...engine,
      prompts: open.map(({ chat: { before }, question }) =>
        promptOf(opening({ examination: { category: 'stranger', before, question, answer: '' }, together: false })),
      ),
    });
    for (const [at, { chat, question }] of open.entries())
      chat.before.push({ category: 'stranger', question, answer: completions[at]?.text ?? '' });
  }
  return chats.map(({ said, accepted, before }) => {
    const found = before.at(-1)?.answer ?? '';
    return check(accepted.test(found), { category: 'stranger', question: said.join(' / '), expected: String(accepted), found });
  });
}

async function examineToolChats(engine: Engine, check: Check): Promise<boolean[]> {
  const { chats } = await runEngine({ ...engine, chats: TOOL_CHATS });
  return TOOL_CHATS.map(({ question, expected }, at) => {
    const { calls, text } = chats[at] as EngineReply['chats'][number];
    const [call] = calls;
    const right =
      expected === undefined
        ? call === undefined
        : call?.name === expected.name && (expected.parameters === undefined || isDeepStrictEqual(call.parameters, expected.parameters));
    return check(right, {
      category: 'tool-chat',
      question,
      expected: JSON.stringify(expected ?? 'no call'),
      found: JSON.stringify(call ?? text),
    });
  });
}

/** Puts a model through held-out questions, strangers' phrasings and tool calls. */
export async function examine(
  modelPath: string,
  {
    contextTokens,
    perCategory,
    seed = 77,
    measure = false,
  }: { contextTokens: number; perCategory: number; seed?: number; measure?: boolean },
): Promise<Report> {
  const engine = { modelPath, contextTokens };
  const failures: Failure[] = [];
  const check: Check = (right, failure) => {
    if (!right) failures.push(failure);
    return right;
  };
  const heldOut = await examineHeldOut(engine, perCategory, seed, check);
  const strangers = await examineStrangers(engine, check);
  const toolChats = await examineToolChats(engine, check);
  const { speed } = measure ? await runEngine({ ...engine, measure }) : {};
  const categories = [...new Set(heldOut.map(({ category }) => category))].sort();
  const score = (chosen: readonly string[]): Score =>
    scoreOf(heldOut.filter(({ category }) => chosen.includes(category)).map(({ right }) => right));
  return {
    heldOut: Object.fromEntries(categories.map((category) => [category, score([category])])),
    total: score(categories),
    honesty: score(['unknown', 'unknown-capital', 'unknown-sum']),
    strangers: scoreOf(strangers),
    toolChats: scoreOf(toolChats),
    ...(speed === undefined ? {} : { speed }),
    failures,
  };
}
