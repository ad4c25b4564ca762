import { Command } from 'commander';
import { version } from '@llmrr/llm-runner-router';
import { chatCommand } from './commands/chat.ts';
import { configCommand } from './commands/config.ts';
import { doctorCommand } from './commands/doctor.ts';
import { embedCommand } from './commands/embed.ts';
import { generateCommand } from './commands/generate.ts';
import { modelsCommand } from './commands/models.ts';
import { routeCommand } from './commands/route.ts';
import { serveCommand } from './commands/serve.ts';
import type { Terminal } from './terminal.ts';

/** The command line, with its output going to that terminal. With `json` it says nothing of a wrong use: the caller does, as JSON. */
export function program(terminal: Terminal, { json = false }: { readonly json?: boolean } = {}): Command {
  const llmrr = new Command('llmrr')
    .description('Runs local and remote language models behind one interface, and sends each request to the one that serves it best.')
    .version(version, '-v, --version')
    .option('-c, --config <file>', 'configuration file (default: the first of the usual names in this folder)')
    .option('--json', 'machine-readable output')
    .showHelpAfterError('(add --help for the options)')
    .showSuggestionAfterError()
    .addHelpText('after', '\nExit status: 0 done, 1 failed, 2 used wrongly, 130 interrupted.\nWith --json errors are JSON too, on standard error.');
  for (const command of [serveCommand, chatCommand, generateCommand, embedCommand, modelsCommand, routeCommand, configCommand, doctorCommand]) llmrr.addCommand(command(terminal));
  configure(llmrr, terminal, json ? () => undefined : terminal.note);
  return llmrr;
}

/** Global options may stand anywhere; nothing but `run` ends the process. */
function configure(command: Command, terminal: Terminal, writeErr: (text: string) => void): void {
  const helpWidth = Math.min(terminal.columns, 100);
  command.exitOverride();
  command.configureOutput({ writeOut: terminal.out, writeErr, getOutHelpWidth: () => helpWidth, getErrHelpWidth: () => helpWidth });
  for (const inner of command.commands) {
    inner.option('-c, --config <file>', 'configuration file').option('--json', 'machine-readable output');
    configure(inner, terminal, writeErr);
  }
}
