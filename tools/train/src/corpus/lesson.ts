import type { Random } from '../random.ts';

/** How far the asker's wording may be roughened: `free` may lose its capitals, `gentle` only its first capital and its last mark. */
export type Style = 'free' | 'gentle' | 'fixed';

/** One question with its one right answer. */
export interface Lesson {
  readonly category: string;
  readonly question: string;
  readonly answer: string;
  /** What is held out together: all lessons of a held-out key stay out of training. Absent: always in training. */
  readonly key?: string;
  /** Default `gentle`. */
  readonly style?: Style;
  /** The question is noise that is not worth learning to predict. */
  readonly unpredictable?: boolean;
}

export type LessonMaker = (random: Random) => Lesson;

/** A request for tools inside an answer; `result` is what the program sends back. */
export interface ToolUse {
  readonly name: string;
  /** Absent for a tool without parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly result: unknown;
}

/** FNV-1a modulo 100; below 8 is held out. The same split as the first recipe, so what it held out stays unseen. */
export function heldOut(key: string | undefined): boolean {
  if (key === undefined) return false;
  let hash = 2166136261;
  for (const character of key) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) % 100 < 8;
}

export const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
export const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
