import { Command } from 'commander';
import { LlmrrError, type ModelStatus } from '@llmrr/core';
import { withRouter, type GlobalOptions } from '../open-router.ts';
import { number } from '../request-options.ts';
import { table, type Terminal } from '../terminal.ts';

type AddFlags = GlobalOptions & { readonly id?: string; readonly format?: string; readonly provider?: string; readonly weight?: number; readonly priority?: number; readonly context?: number };

export function modelsCommand(terminal: Terminal): Command {
  const print = (value: unknown) => terminal.out(`${JSON.stringify(value, null, 2)}\n`);
  const list = new Command('list').description('the models that requests may go to').action(async (_options: unknown, command: Command) => {
    const flags = command.optsWithGlobals<GlobalOptions>();
    await withRouter(terminal, flags, async (router) => {
      const models = router.modelStatus().map(plain);
      if (flags.json) return print(models);
      if (models.length === 0) return terminal.out('no models; set a provider key, or `llmrr models add openai:gpt-4o-mini`, or `llmrr models add ./model.gguf`\n');
      terminal.out(table([['id', 'provider', 'context', 'price in/out per 1M', 'can'], ...models.map(row)], terminal.columns));
    });
  });
  const show = new Command('show')
    .description('everything that is known of one model')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      await withRouter(terminal, command.optsWithGlobals<GlobalOptions>(), async (router) => {
        const entry = await router.resolveModel(name);
        const status = router.modelStatus().find(({ id }) => id === entry.id);
        print({ ...entry, ...(status && plain(status)) });
      });
    });
  const add = new Command('add')
    .description('register a model by its source (openai:gpt-4o-mini, ./model.gguf ...) in models/registry.json')
    .argument('<source>')
    .option('--id <id>', 'name for requests (default: from the source)')
    .option('--format <format>', 'gguf, api ... where the source does not say')
    .option('--provider <name>', 'where the source does not say')
    .option('--weight <number>', 'share of traffic under the strategy weighted', number)
    .option('--priority <number>', 'lower goes first under the strategy priority', number)
    .option('--context <tokens>', 'context window to use', number)
    .action(async (source: string, _options: unknown, command: Command) => {
      const flags = command.optsWithGlobals<AddFlags>();
      const id = flags.id ?? idOf(source);
      await withRouter(terminal, flags, async (router) => {
        const entry = await router.registerModel({
          id,
          name: id,
          source,
          format: flags.format ?? (/\.gguf$/i.test(source) ? 'gguf' : 'api'),
          ...(flags.provider !== undefined && { provider: flags.provider }),
          ...(flags.weight !== undefined && { weight: flags.weight }),
          ...(flags.priority !== undefined && { priority: flags.priority }),
          ...(flags.context !== undefined && { contextTokens: flags.context }),
        });
        if (flags.json) print(entry);
        else terminal.out(`added ${entry.id} (${entry.source})\n`);
      });
    });
  const remove = new Command('remove')
    .description('forget a registered model')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalOptions>();
      await withRouter(terminal, flags, async (router, { config, tinyModelId }) => {
        const { id } = await router.resolveModel(name);
        // What the configuration lists is back at the next start, so taking it out here would be no removal.
        if (id === tinyModelId) throw new LlmrrError('invalid-request', `${id} ships inside and cannot be removed; "tinyModel": false in the configuration takes it out of the candidates`);
        if (config.modelList.some((entry) => entry.id === id)) throw new LlmrrError('invalid-request', `${id} comes from the configuration or from a provider key in the environment, not from models/registry.json; take it out there`);
        await router.unregisterModel(id);
        if (flags.json) print({ removed: id });
        else terminal.out(`removed ${id}\n`);
      });
    });
  const models = new Command('models').description('list, inspect, add and remove models');
  for (const command of [list, show, add, remove]) models.addCommand(command);
  return models;
}

function idOf(source: string): string {
  const name = source.split(/[\\/]/).at(-1) ?? source;
  return /\.gguf$/i.test(name) ? name.replace(/\.gguf$/i, '') : source;
}

function plain({ card, ...status }: ModelStatus) {
  return { ...status, ...(card && { card: { ...card, capabilities: [...card.capabilities].sort() } }) };
}

function row({ id, card, error }: ReturnType<typeof plain>): readonly string[] {
  if (error) return [id, card?.provider ?? '?', '', '', `cannot be used: ${error.message}`];
  if (!card) return [id, '?', '', '', ''];
  const { prices } = card;
  const price = prices === null ? 'unknown' : prices.input === 0 && prices.output === 0 ? 'free (local)' : `$${prices.input} / $${prices.output}`;
  return [id, card.provider, card.contextTokens === null ? 'unknown' : String(card.contextTokens), price, card.capabilities.join(', ')];
}
