import { random as seeded, type Random } from '../random.ts';
import { add, count, multiply, subtract, unknownSum } from './arithmetic.ts';
import { continuation, memory, nothingRemembered, repetition, type Turn } from './conversation.ts';
import { extraction } from './extraction.ts';
import { FACTS } from './facts.ts';
import { calendar, capital, color, country, fact, opposite } from './knowledge.ts';
import { heldOut, type Lesson, type LessonMaker } from './lesson.ts';
import { context, longPrompt } from './reading.ts';
import { restyle } from './restyle.ts';
import { echo, greeting, smalltalk } from './smalltalk.ts';
import { functionSystemPrompt, systemPrompt } from './system-prompts.ts';
import type { Tool, ToolRequest } from './tool.ts';
import { toolBox } from './tools.ts';
import { unknown, unknownCapital } from './unknown.ts';
import { routingAdvice, sentiment, story } from './writing.ts';

/** A chat to learn from, or plain text without roles. */
export interface Conversation {
  readonly system?: string;
  readonly turns: readonly Turn[];
  readonly plain?: string;
}

/** A held-out question after a chat that is known (empty for most). */
export interface Examination {
  readonly category: string;
  readonly system?: string;
  readonly before: readonly Turn[];
  readonly question: string;
  readonly answer: string;
  readonly uses?: Turn['uses'];
}

const LESSONS: readonly (readonly [weight: number, make: LessonMaker])[] = [
  [17, fact],
  [10, capital],
  [3, country],
  [11, add],
  [11, subtract],
  [4, multiply],
  [3, count],
  [4, opposite],
  [2, color],
  [3, calendar],
  [26, smalltalk],
  [3, greeting],
  [5, echo],
  [4, sentiment],
  [9, extraction],
  [4, routingAdvice],
  [6, story],
  [26, unknown],
  [6, unknownCapital],
  [5, unknownSum],
  [4, context],
  [2, longPrompt],
];
const BAG = LESSONS.flatMap(([weight, make]) => Array<LessonMaker>(weight).fill(make));

const asTurn = (lesson: Lesson, question: string): Turn => ({
  category: lesson.category,
  question,
  answer: lesson.answer,
  ...(lesson.key === undefined ? {} : { key: lesson.key }),
  ...(lesson.unpredictable === true ? { unpredictable: true } : {}),
});
const lesson = (random: Random): Turn => {
  const made = random.pick(BAG)(random);
  return asTurn(made, restyle(random, made.question, made.style ?? 'gentle'));
};
const toolTurn = (random: Random, request: ToolRequest): Turn => ({
  category: request.uses.length > 1 ? 'parallel-tools' : 'tool',
  question: restyle(random, request.question, 'gentle'),
  answer: request.answer,
  uses: request.uses,
  ...(request.key === undefined ? {} : { key: request.key }),
});

function* chat(random: Random, turns: number): Generator<Turn> {
  const remembered = turns > 1 && random.chance(0.28) ? memory(random) : undefined;
  let last: Turn | undefined;
  let introduced = false;
  for (let at = 0; at < turns; at++) {
    const draw = random.next();
    if (remembered !== undefined && at === 0) last = remembered.told;
    else if (remembered !== undefined && at === turns - 1) last = remembered.asked;
    else if (last !== undefined && draw < 0.07 && last.category !== 'continue') last = continuation(random, last);
    else if (last !== undefined && draw < 0.1) last = repetition(random, last);
    else if (!introduced && remembered === undefined && draw > 0.98) last = nothingRemembered(random);
    else last = lesson(random);
    introduced ||= last.category === 'greeting';
    yield last;
  }
}

function* toolChat(random: Random, box: readonly Tool[]): Generator<Turn> {
  for (let left = random.pick([1, 1, 2, 2, 3, 5]); left > 0; left--)
    yield random.chance(0.78) ? toolTurn(random, request(random, box)) : withoutTool(random, box);
}

/** What one tool answers, or two of them together. */
function request(random: Random, box: readonly Tool[]): ToolRequest {
  if (box.length < 2 || random.chance(0.85)) return random.pick(box).request(random);
  const [first, second] = random.sample(box, 2).map((tool) => tool.request(random)) as [ToolRequest, ToolRequest];
  return {
    question: `${first.question} ${second.question}`,
    uses: [...first.uses, ...second.uses],
    answer: `${first.answer} ${second.answer}`,
    key: `both${first.key ?? ''}${second.key ?? ''}`,
  };
}

const CALCULATED = ['add', 'subtract', 'multiply', 'unknown-sum'];
const SEARCHED = ['fact', 'unknown', 'unknown-capital', 'context', 'long-prompt'];

/** A question for which none of these tools is meant. */
function withoutTool(random: Random, box: readonly Tool[]): Turn {
  const has = (kind: Tool['kind']): boolean => box.some((tool) => tool.kind === kind);
  for (;;) {
    const turn = lesson(random);
    if (!(has('sum') && CALCULATED.includes(turn.category)) && !((has('search') || has('errand')) && SEARCHED.includes(turn.category)))
      return turn;
  }
}

/** Up to two facts or a story without roles, so that bare completion is not noise. */
const plainText = (random: Random): string =>
  random.chance(0.5) ? `${random.pick(FACTS)[1]} ${random.pick(FACTS)[1]}` : story(random).answer;

function conversation(random: Random, turnsOf: () => number): { system: string | undefined; turns: Generator<Turn> } {
  if (random.chance(0.085)) {
    const box = toolBox(random);
    return { system: functionSystemPrompt(random, box.map((tool) => tool.signature).join('\n\n')), turns: toolChat(random, box) };
  }
  return { system: systemPrompt(random), turns: chat(random, turnsOf()) };
}

/** Drops held-out turns, and the "say that again" that leans on one. */
function trainable(turns: Iterable<Turn>): Turn[] {
  const kept: Turn[] = [];
  let dropped = false;
  for (const turn of turns) {
    dropped = heldOut(turn.key) || (dropped && (turn.category === 'repeat' || turn.category === 'continue'));
    if (!dropped) kept.push(turn);
  }
  return kept;
}

/** Endless conversations to learn from; what is held out never appears in them. The same seed gives the same text. */
export function* corpus(seed: number): Generator<Conversation> {
  const random = seeded(seed);
  for (;;) {
    if (random.chance(0.02)) {
      yield { turns: [], plain: plainText(random) };
      continue;
    }
    const length = random.next();
    const { system, turns } = conversation(random, () =>
      length < 0.62 ? 1 : length < 0.993 ? random.integer(2, 5) : random.integer(6, 22),
    );
    const kept = trainable(turns);
    if (kept.length > 0) yield { ...(system === undefined ? {} : { system }), turns: kept };
  }
}

/** Up to `perCategory` held-out questions of every category, each in the chat it came up in. Categories without keys cannot be held out and are left out. */
export function examinations(seed: number, perCategory: number): Examination[] {
  const random = seeded(seed);
  const found = new Map<string, Map<string, Examination>>();
  for (let tries = 0; tries < 60 * perCategory + 3000; tries++) {
    const { system, turns } = conversation(random, () => (random.chance(0.6) ? 1 : random.integer(2, 5)));
    const before: Turn[] = [];
    for (const turn of turns) {
      if (!heldOut(turn.key)) {
        before.push(turn);
        continue;
      }
      const ofCategory = found.get(turn.category) ?? new Map<string, Examination>();
      found.set(turn.category, ofCategory);
      if (ofCategory.size < perCategory && !ofCategory.has(turn.question)) {
        ofCategory.set(turn.question, {
          category: turn.category,
          ...(system === undefined ? {} : { system }),
          before: [...before],
          question: turn.question,
          answer: turn.answer,
          ...(turn.uses === undefined ? {} : { uses: turn.uses }),
        });
      }
      break;
    }
  }
  return [...found.values()].flatMap((each) => [...each.values()]);
}
