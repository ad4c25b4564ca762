import { Command } from 'commander';
import { decisionLine } from '../decision-text.ts';
import { withRouter, type GlobalOptions } from '../open-router.ts';
import { promptOf } from '../prompt-input.ts';
import { requestOptions, withRequestOptions, type RequestFlags } from '../request-options.ts';
import { styled, type Terminal } from '../terminal.ts';

type Flags = RequestFlags & GlobalOptions & { readonly stream: boolean; readonly quiet?: boolean };

export function generateCommand(terminal: Terminal): Command {
  return withRequestOptions(new Command('generate').description('answer one prompt; text piped in stands behind it').argument('[prompt...]'))
    .option('--no-stream', 'print the answer when it is complete')
    .option('-q, --quiet', 'only the answer, without the line about it')
    .action(async (words: string[], _options: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      const prompt = await promptOf(words, terminal, command);
      await withRouter(terminal, flags, async (router) => {
        const options = requestOptions(flags, terminal.signal);
        if (flags.json || !flags.stream) {
          const result = await router.generate(prompt, options);
          terminal.out(flags.json ? `${JSON.stringify(result, null, 2)}\n` : `${result.text}\n`);
          if (!flags.json && !flags.quiet && result.decision) terminal.note(`${styled(terminal)('dim', decisionLine(result.decision))}\n`);
          return;
        }
        const stream = router.stream(prompt, options);
        for await (const { text } of stream) terminal.out(text);
        terminal.out('\n');
        const { decision } = await stream.result();
        if (!flags.quiet && decision) terminal.note(`${styled(terminal)('dim', decisionLine(decision))}\n`);
      });
    });
}
