import { isDeepStrictEqual } from 'node:util';
import { conversationPieces } from './conversation-text.ts';
import type { Turn } from './corpus/conversation.ts';
import { type Examination, examinations } from './corpus/corpus.ts';
import { type EngineReply, runEngine } from './engine.ts';
import { functionsOf } from './functions.ts';
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

const scoreOf = (results: readonly boolean[]): Score => ({ right: results.filter(Boolean).length, of: results.length });

interface Engine {
  readonly modelPath: string;
  readonly contextTokens: number;
}
type Check = (right: boolean, failure: Failure) => boolean;

const promptOf = (chat: Pick<Examination, 'system' | 'before' | 'question'>): { pieces: string[] } => {
  const { system, before, question } = chat;
  const pieces = conversationPieces({
    ...(system === undefined ? {} : { system }),
    turns: [...before, { category: '', question, answer: '' }],
  });
  return { pieces: pieces.slice(0, -3).map((piece) => piece.text) }; // without the answer, its end and the line break
};

/** Exact answers. With functions in the prompt: the right calls, each with the right parameters, and then the exact last sentence. */
async function examineHeldOut(
  engine: Engine,
  perCategory: number,
  seed: number,
  check: Check,
): Promise<{ category: string; right: boolean }[]> {
  const asked = examinations(seed, perCategory).map((each) => ({ ...each, offer: functionsOf(each.system) }));
  const offered = asked.filter(({ offer }) => Object.keys(offer.functions).length > 0);
  const plain = asked.filter((each) => !offered.includes(each));
  const { completions } = await runEngine({ ...engine, prompts: plain.map(promptOf) });
  const { chats } = await runEngine({
    ...engine,
    chats: offered.map(({ offer, before, question, uses }) => ({ ...offer, before, question, ...(uses === undefined ? {} : { uses }) })),
  });
  return asked.map((each) => {
    const { category, question, answer, uses = [] } = each;
    const { text, ended = true, calls = [] } = { ...completions[plain.indexOf(each)], ...chats[offered.indexOf(each)] };
    const wanted = uses.map(({ name, parameters }) => ({ name, ...(parameters === undefined ? {} : { parameters }) }));
    const right = ended && text === answer && isDeepStrictEqual(calls, wanted);
    const shown = (said: readonly unknown[], last: string | undefined): string =>
      [...said.map((call) => JSON.stringify(call)), last].join(' ');
    return { category, right: check(right, { category, question, expected: shown(wanted, answer), found: shown(calls, text) }) };
  });
}

/** Turn by turn: the model's own answers become history; the last one is judged. */
async function examineStrangers(engine: Engine, check: Check): Promise<boolean[]> {
  const chats = STRANGERS.map(([said, accepted]) => ({ said: typeof said === 'string' ? [said] : said, accepted, before: [] as Turn[] }));
  for (let turn = 0; turn < Math.max(...chats.map(({ said }) => said.length)); turn++) {
    const open = chats.filter(({ said }) => said.length > turn).map((chat) => ({ chat, question: chat.said[turn] as string }));
    const { completions } = await runEngine({
      ...engine,
      prompts: open.map(({ chat: { before }, question }) => promptOf({ before, question })),
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
