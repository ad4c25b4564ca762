import type { Random } from '../random.ts';
import type { Lesson } from './lesson.ts';
import { UNKNOWN_SUM } from './unknown.ts';

/** Operands up to here are meant to be known. */
const LARGEST = 20;

export function add(random: Random): Lesson {
  const a = random.integer(0, LARGEST);
  const b = random.integer(0, LARGEST);
  const question = random.pick([`What is ${a} plus ${b}?`, `What is ${a} + ${b}?`, `Add ${a} and ${b}.`, `${a} + ${b} =`, `How much is ${a} plus ${b}?`,
    `What is ${a}+${b}?`, `${a}+${b}`, `${a} + ${b}?`, `What's ${a} + ${b}?`, `Calculate ${a} + ${b}.`, `what is ${a}+${b}`, `${a} plus ${b}`, `How much is ${a} + ${b}?`,
    `What is the sum of ${a} and ${b}?`, `Can you add ${a} and ${b}?`, `${a}+${b}=?`]);
  return { category: 'add', question, answer: `${a} plus ${b} is ${a + b}.`, key: `add${a}+${b}`, style: 'free' };
}

export function subtract(random: Random): Lesson {
  const b = random.integer(0, LARGEST);
  const a = b + random.integer(0, LARGEST);
  const question = random.pick([`What is ${a} minus ${b}?`, `What is ${a} - ${b}?`, `Subtract ${b} from ${a}.`, `${a} - ${b}`, `${a}-${b}`, `What is ${a}-${b}?`,
    `How much is ${a} minus ${b}?`, `${a} - ${b} =`, `Calculate ${a} - ${b}.`, `What's ${a} minus ${b}?`, `${a} minus ${b}`]);
  return { category: 'subtract', question, answer: `${a} minus ${b} is ${a - b}.`, key: `sub${a}-${b}`, style: 'free' };
}

export function multiply(random: Random): Lesson {
  const a = random.integer(0, 10);
  const b = random.integer(0, 10);
  const question = random.pick([`What is ${a} times ${b}?`, `What is ${a} x ${b}?`, `What is ${a} * ${b}?`, `${a} * ${b}`, `${a} x ${b}`, `${a} times ${b}`,
    `Multiply ${a} by ${b}.`, `How much is ${a} times ${b}?`, `What's ${a} times ${b}?`, `Calculate ${a} * ${b}.`]);
  return { category: 'multiply', question, answer: `${a} times ${b} is ${a * b}.`, style: 'free' };
}

export function count(random: Random): Lesson {
  const from = random.integer(1, 6);
  const to = from + random.integer(2, 9);
  const question = from === 1 ? random.pick([`Count to ${to}.`, `Count from 1 to ${to}.`, `Can you count to ${to}?`, `Please count to ${to}.`])
    : random.pick([`Count from ${from} to ${to}.`, `Count from ${from} to ${to}.`, `Can you count from ${from} to ${to}?`]);
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return { category: 'count', question, answer: `${numbers.join(', ')}.`, key: `count${from}..${to}`, style: 'free' };
}

const large = (random: Random): number => (random.chance(0.5) ? random.integer(41, 99) : random.chance(0.6) ? random.integer(100, 999) : random.integer(1000, 999999));

/** Numbers beyond what was learned: the honest answer, not a guess. */
export function unknownSum(random: Random): Lesson {
  const big = large(random);
  const other = random.chance(0.4) ? random.integer(1, 40) : large(random);
  const [a, b] = random.chance(0.5) ? [big, other] : [other, big];
  const question = random.pick([`What is ${a} plus ${b}?`, `What is ${a} + ${b}?`, `${a} + ${b}`, `${a}+${b}`, `Add ${a} and ${b}.`, `How much is ${a} plus ${b}?`,
    `What is ${a} minus ${b}?`, `What is ${a} - ${b}?`, `Subtract ${b} from ${a}.`, `What is ${a} times ${b}?`, `What is ${a} * ${b}?`, `${a} * ${b}`, `${a} x ${b}`,
    `What is ${a} divided by ${b}?`, `What is ${a} / ${b}?`, `Divide ${a} by ${b}.`, `What is the square root of ${a}?`, `What is ${b} percent of ${a}?`,
    `What is ${a} to the power of ${b}?`, `Multiply ${a} by ${b}.`, `Calculate ${a} * ${b}.`, `Calculate ${a} + ${b}.`, `Is ${a} a prime number?`, `${a} / ${b}`]);
  return { category: 'unknown-sum', question, answer: UNKNOWN_SUM, style: 'free', unpredictable: true, key: `unknown-sum${a},${b}` };
}
