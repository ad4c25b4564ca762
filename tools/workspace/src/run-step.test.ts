import { expect, test } from '@jest/globals';
import { runStep } from './run-step.ts';

const options = { cwd: '.', environment: process.env };

test('a program that exits with another code than 0, or is killed, has failed', async () => {
  expect((await runStep(['-e', ''], options)).passed).toBe(true);
  expect((await runStep(['-e', 'process.exit(3)'], options)).passed).toBe(false);
  expect((await runStep(['-e', 'process.kill(process.pid, "SIGKILL")'], options)).passed).toBe(false);
});

test('sees whole lines, also where they come in pieces or without an end', async () => {
  const lines: string[] = [];
  const program = "process.stdout.write('on'); setImmediate(() => { process.stdout.write('e\\ntw'); setImmediate(() => process.stdout.write('o')); });";
  await runStep(['-e', program], { ...options, onLine: (line) => lines.push(line) });
  expect(lines).toEqual(['one', 'two']);
});
