import type { Random } from '../random.ts';
import { MORE_NAMES, NAMES } from './entities.ts';
import { capitalised } from './lesson.ts';

const CONSONANTS = [...'bcdfghjklmnprstvwz'];
const VOWELS = [...'aeiou'];
const syllable = (random: Random): string =>
  random.pick(CONSONANTS) + random.pick(VOWELS) + (random.chance(0.4) ? random.pick(CONSONANTS) : '');

/** A word that nobody knows, so that neither "unknown" nor copying is a list to learn by heart. */
export const inventedWord = (random: Random): string => Array.from({ length: random.integer(2, 4) }, () => syllable(random)).join('');

/** A first name, now and then one that nobody has. */
export const anyName = (random: Random): string => {
  const draw = random.next();
  return draw < 0.45 ? random.pick(NAMES) : draw < 0.75 ? random.pick(MORE_NAMES) : capitalised(inventedWord(random).slice(0, 7));
};
