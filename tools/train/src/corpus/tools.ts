import type { Random } from '../random.ts';
import { ERRANDS } from './errand-tools.ts';
import { clock, search } from './search-tools.ts';
import { adder, calculator } from './sum-tools.ts';
import type { Tool } from './tool.ts';
import { weather } from './weather-tool.ts';

const COMMON = [weather, weather, weather, adder, calculator, calculator, search, search, clock];

/** One to four different tools as a program would offer them together. */
export function toolBox(random: Random): Tool[] {
  const box: Tool[] = [];
  for (let missing = random.pick([1, 1, 1, 2, 2, 3, 4]); missing > 0; missing--) {
    const tool = (random.chance(0.72) ? random.pick(COMMON) : random.pick(ERRANDS))(random);
    if (!box.some((other) => other.kind === tool.kind)) box.push(tool); // no two tools for the same question
  }
  return box;
}
