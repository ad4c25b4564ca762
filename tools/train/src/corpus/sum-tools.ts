import type { Random } from '../random.ts';
import { signature, type Tool } from './tool.ts';

/** Two numbers as two parameters. */
export function adder(random: Random): Tool {
  const name = random.pick(['add', 'add', 'add', 'add_numbers', 'addNumbers', 'sum']);
  const ofType = random.pick(['number', 'number', 'bigint']);
  return {
    name,
    kind: 'sum',
    signature: signature(
      name,
      random.pick(['Add two numbers', 'Add two numbers', 'Adds two numbers', 'Returns the sum of two numbers', '']),
      `{a: ${ofType}, b: ${ofType}}`,
    ),
    request: () => {
      const [a, b] = [random.integer(1, 999), random.integer(1, 999)];
      return {
        question: random.pick([
          `What is ${a} plus ${b}?`,
          `Add ${a} and ${b}.`,
          `What is ${a} + ${b}?`,
          `How much is ${a} plus ${b}?`,
          `${a} + ${b}`,
          `What is the sum of ${a} and ${b}?`,
        ]),
        uses: [{ name, parameters: { a, b }, result: random.chance(0.6) ? a + b : { result: a + b } }],
        answer: `${a} plus ${b} is ${a + b}.`,
        key: `tool${a}.${b}`,
      };
    },
  };
}

const OPERATIONS = [
  ['+', 'plus', (a: number, b: number) => a + b],
  ['-', 'minus', (a: number, b: number) => a - b],
  ['*', 'times', (a: number, b: number) => a * b],
] as const;

/** A sum as one text. */
export function calculator(random: Random): Tool {
  const name = random.pick(['calculate', 'calculate', 'calculate', 'calculator', 'evaluate', 'calc', 'compute']);
  const parameter = random.pick(['expression', 'expression', 'expression', 'input', 'formula']);
  return {
    name,
    kind: 'sum',
    signature: signature(
      name,
      random.pick([
        'Calculate an expression',
        'Evaluates a mathematical expression',
        'Do arithmetic',
        'Calculate',
        'Evaluate an arithmetic expression',
        '',
      ]),
      `{${parameter}: string}`,
    ),
    request: () => {
      const [sign, word, compute] = random.pick(OPERATIONS);
      const [a, b] = [random.integer(1, 999), random.integer(1, 99)];
      const result = compute(a, b);
      return {
        question: random.pick([
          `What is ${a} ${word} ${b}?`,
          `What is ${a} ${sign} ${b}?`,
          `Calculate ${a} ${sign} ${b}.`,
          `Calculate ${a} ${word} ${b}.`,
          `How much is ${a} ${word} ${b}?`,
          `${a} ${sign} ${b}`,
        ]),
        uses: [
          {
            name,
            parameters: { [parameter]: `${a} ${sign} ${b}` },
            result: random.chance(0.5) ? result : random.chance(0.5) ? { result } : String(result),
          },
        ],
        answer: `${a} ${word} ${b} is ${result}.`,
        key: `tool${a}${sign}${b}`,
      };
    },
  };
}
