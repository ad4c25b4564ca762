import type { Random } from '../random.ts';
import { CITIES, MORE_CITIES } from './entities.ts';
import type { ToolUse } from './lesson.ts';

/** One request that a tool answers: `uses` are its calls, `answer` what the model says with their results. */
export interface ToolRequest {
  readonly question: string;
  readonly uses: readonly ToolUse[];
  readonly answer: string;
  readonly key?: string;
}

/** A tool as the program documents it (a TypeScript signature) and a maker of requests for it. */
export interface Tool {
  readonly name: string;
  /** What it is good for; a box holds one tool of a kind. */
  readonly kind: 'weather' | 'sum' | 'search' | 'clock' | 'errand';
  readonly signature: string;
  request(random: Random): ToolRequest;
}

/** How node-llama-cpp documents a function to the model. */
export const signature = (name: string, description: string, parameters?: string): string =>
  `${description === '' ? '' : `// ${description}\n`}function ${name}(${parameters === undefined ? '' : `params: ${parameters}`});`;
/** The words of a name in snake_case or camelCase. */
export const named = (random: Random, words: string): string =>
  random.pick([words.replaceAll(' ', '_'), words.replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase())]);
export const anyCity = (random: Random): string => (random.chance(0.6) ? random.pick(CITIES) : random.pick(MORE_CITIES));
