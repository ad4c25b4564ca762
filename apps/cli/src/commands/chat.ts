import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { LlmrrError, type Message } from '@llmrr/core';
import { decisionLine } from '../decision-text.ts';
import { withRouter, type GlobalOptions } from '../open-router.ts';
import { requestOptions, withRequestOptions, type RequestFlags } from '../request-options.ts';
import { describeError, jsonError, ReportedFailure, styled, type Terminal } from '../terminal.ts';

type Flags = RequestFlags & GlobalOptions;

const help = '/model NAME  /strategy NAME  /new (forget the conversation)  /why (the last decision)  /help  /exit\n';

export function chatCommand(terminal: Terminal): Command {
  return withRequestOptions(new Command('chat').description('talk with a model; /help lists the commands, Ctrl+C or /exit ends; with --json a line of JSON for each answer')).action(async (_options: unknown, command: Command) => {
    const flags = command.optsWithGlobals<Flags>();
    await withRouter(terminal, flags, async (router) => {
      const style = styled(terminal);
      let { model, strategy } = flags;
      let history: Message[] = [];
      let why = 'nothing was asked yet';
      let failed: unknown;
      const interactive = terminal.input.isTTY === true;
      const ask = () => interactive && terminal.note(style('cyan', '> '));
      if (interactive) terminal.note(style('dim', help));
      const lines = createInterface({ input: terminal.input, signal: terminal.signal, crlfDelay: Infinity });
      ask();
      for await (const line of lines) {
        const [word = '', ...rest] = line.trim().split(/\s+/);
        const name = rest.join(' ');
        if (word === '/exit' || word === '/quit') break;
        if (word === '/help') terminal.note(help);
        else if (word === '/new') history = [];
        else if (word === '/model') model = name || 'auto';
        else if (word === '/strategy') strategy = name || undefined;
        else if (word === '/why') terminal.note(`${why}\n`);
        else if (word.startsWith('/')) terminal.note(`unknown command ${word}\n${help}`);
        else if (line.trim()) {
          const messages: Message[] = [...history, { role: 'user', content: line }];
          try {
            const { model: _model, strategy: _strategy, ...others } = flags;
            const stream = router.stream(messages, requestOptions({ ...others, ...(model !== undefined && { model }), ...(strategy !== undefined && { strategy }) }, terminal.signal));
            for await (const { text } of stream) if (!flags.json) terminal.out(text);
            if (!flags.json) terminal.out('\n');
            const result = await stream.result();
            if (flags.json) terminal.out(`${JSON.stringify(result)}\n`);
            history = [...messages, { role: 'assistant', content: result.text }];
            if (result.decision) {
              why = JSON.stringify(result.decision, null, 2);
              if (!flags.json) terminal.note(`${style('dim', decisionLine(result.decision))}\n`);
            }
          } catch (error) {
            if (LlmrrError.is(error, 'aborted')) throw error;
            failed = error;
            terminal.note(flags.json ? jsonError(error) : `${describeError(error)}\n`);
          }
        }
        ask();
      }
      // A script sees that an answer is missing; a person has seen it.
      if (failed !== undefined && !interactive) throw new ReportedFailure('a question was not answered');
    });
  });
}
