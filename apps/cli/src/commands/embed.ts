import { Command } from 'commander';
import { withRouter, type GlobalOptions } from '../open-router.ts';
import { promptOf } from '../prompt-input.ts';
import { number } from '../request-options.ts';
import type { Terminal } from '../terminal.ts';

type Flags = GlobalOptions & { readonly model?: string; readonly dimensions?: number };

export function embedCommand(terminal: Terminal): Command {
  return new Command('embed')
    .description('turn text into a vector')
    .argument('[text...]')
    .option('-m, --model <name>', 'embedding model')
    .option('-d, --dimensions <count>', 'shorter vectors, where the model can', number)
    .action(async (words: string[], _options: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      const text = await promptOf(words, terminal, command);
      await withRouter(terminal, flags, async (router) => {
        const { model, dimensions } = flags;
        const vector = await router.embed(text, { signal: terminal.signal, ...(model !== undefined && { model }), ...(dimensions !== undefined && { dimensions }) });
        if (flags.json) terminal.out(`${JSON.stringify({ model: vector.model, dimensions: vector.dimensions, usage: vector.usage, embedding: vector })}\n`);
        else {
          terminal.out(`${vector.map((value) => value.toPrecision(6)).join(' ')}\n`);
          terminal.note(`${vector.model} · ${vector.dimensions} dimensions\n`);
        }
      });
    });
}
