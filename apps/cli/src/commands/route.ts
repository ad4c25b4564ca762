import { Command } from 'commander';
import { planText } from '../decision-text.ts';
import { withRouter, type GlobalOptions } from '../open-router.ts';
import { promptOf } from '../prompt-input.ts';
import { number } from '../request-options.ts';
import type { Terminal } from '../terminal.ts';

type Flags = GlobalOptions & { readonly model?: string; readonly strategy?: string; readonly tools?: boolean; readonly maxCost?: number };

export function routeCommand(terminal: Terminal): Command {
  const explain = new Command('explain')
    .description('which model would answer this prompt, and why; calls none')
    .argument('[prompt...]')
    .option('-m, --model <name>', 'as in generate', 'auto')
    .option('-s, --strategy <name>', 'routing strategy')
    .option('--tools', 'as if the request had tools')
    .option('--max-cost <usd>', 'as if the answer might cost so much at most', number)
    .action(async (words: string[], _options: unknown, command: Command) => {
      const flags = command.optsWithGlobals<Flags>();
      const prompt = await promptOf(words, terminal, command);
      await withRouter(terminal, flags, async (router) => {
        const plan = await router.explain(
          {
            messages: [{ role: 'user', content: prompt }],
            ...(flags.tools && { tools: [{ name: 'tool' }] }),
            routing: { ...(flags.strategy !== undefined && { strategy: flags.strategy }), ...(flags.maxCost !== undefined && { constraints: { maxCostUsd: flags.maxCost } }) },
          },
          { model: flags.model },
        );
        const { order, ...rest } = plan;
        terminal.out(flags.json ? `${JSON.stringify({ ...rest, order: order.map(({ model }) => model.id) }, null, 2)}\n` : planText(plan, terminal));
      });
    });
  return new Command('route').description('how requests are routed').addCommand(explain);
}
