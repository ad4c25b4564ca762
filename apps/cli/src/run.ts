import { CommanderError } from 'commander';
import { LlmrrError } from '@llmrr/core';
import { program } from './program.ts';
import { describeError, jsonError, ReportedFailure, type Terminal } from './terminal.ts';

export type { Terminal };

/** Exit status: 0 done, 1 failed, 2 used wrongly, 130 interrupted. */
export async function run(words: readonly string[], given: Partial<Terminal> = {}): Promise<number> {
  const controller = new AbortController();
  const { stdout, stderr, env } = process;
  const looking = stdout.isTTY === true;
  const terminal: Terminal = {
    out: (text) => void stdout.write(text),
    note: (text) => void stderr.write(text),
    input: process.stdin,
    environment: env,
    folder: process.cwd(),
    signal: controller.signal,
    columns: looking ? stdout.columns : Infinity,
    colour: looking && stderr.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
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
  // `llmrr models list | head -1`: whoever read the output has gone, so there is nothing left to do.
  const gone = ({ code }: NodeJS.ErrnoException): void => process.exit(code === 'EPIPE' ? 0 : 1);
  if (given.out === undefined) stdout.on('error', gone);
  try {
    return await outcome(words, terminal);
  } finally {
    if (owns) for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, interrupt);
  }
}

async function outcome(words: readonly string[], terminal: Terminal): Promise<number> {
  const json = words.includes('--json');
  try {
    await program(terminal, { json }).parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      if (json) terminal.note(jsonError(new LlmrrError('invalid-request', error.message.replace(/^error: /, ''))));
      return 2;
    }
    if (error instanceof ReportedFailure) return 1;
    if (LlmrrError.is(error, 'aborted')) return 130;
    terminal.note(json ? jsonError(error) : `${describeError(error)}\n`);
    return 1;
  }
}
