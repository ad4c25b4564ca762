import { CommanderError } from 'commander';
import { LlmrrError } from '@llmrr/core';
import { program } from './program.ts';
import { describeError, type Terminal } from './terminal.ts';

export type { Terminal };

/** Exit status: 0 done, 1 failed, 2 used wrongly, 130 interrupted. */
export async function run(words: readonly string[], given: Partial<Terminal> = {}): Promise<number> {
  const controller = new AbortController();
  const terminal: Terminal = {
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    input: process.stdin,
    environment: process.env,
    folder: process.cwd(),
    signal: controller.signal,
    columns: process.stdout.columns ?? 80,
    colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    ...given,
  };
  let interrupts = 0;
  const interrupt = (): void => {
    // The first asks, the second insists.
    if (++interrupts > 1) process.exit(130);
    controller.abort();
  };
  const owns = given.signal === undefined;
  if (owns) for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, interrupt);
  try {
    await program(terminal).parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (LlmrrError.is(error, 'aborted')) return 130;
    terminal.note(words.includes('--json') ? `${JSON.stringify({ error: LlmrrError.is(error) ? error : { message: (error as Error).message } })}\n` : `${describeError(error)}\n`);
    return 1;
  } finally {
    if (owns) for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, interrupt);
  }
}
