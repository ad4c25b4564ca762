import { Command } from 'commander';
import { explainConfig, LlmrrError, resolveConfig } from '@llmrr/core';
import { readConfigFile } from '@llmrr/llm-runner-router';
import type { GlobalOptions } from '../open-router.ts';
import { table, type Terminal } from '../terminal.ts';

export function configCommand(terminal: Terminal): Command {
  const resolved = async ({ config }: GlobalOptions) => {
    const file = await readConfigFile({ path: config, folder: terminal.folder });
    return { file, resolved: resolveConfig({ environment: terminal.environment, file }) };
  };
  const validate = new Command('validate').description('check the configuration; old names are listed with their new ones').action(async (_options: unknown, command: Command) => {
    const flags = command.optsWithGlobals<GlobalOptions>();
    const { file, resolved: { warnings } } = await resolved(flags);
    if (flags.json) return terminal.out(`${JSON.stringify({ valid: true, file: file?.path ?? null, warnings }, null, 2)}\n`);
    for (const { code, message } of warnings) terminal.out(`warning (${code}): ${message}\n`);
    terminal.out(`${file?.path ?? 'no configuration file (environment and defaults)'}: valid${warnings.length > 0 ? `, with ${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}` : ''}\n`);
  });
  const explain = new Command('explain')
    .description('every effective value and where it comes from; secrets are never shown')
    .argument('[path]', 'only values below this one: server, routing.strategy ...')
    .option('-a, --all', 'defaults too')
    .action(async (path: string | undefined, _options: unknown, command: Command) => {
      const flags = command.optsWithGlobals<GlobalOptions & { all?: boolean }>();
      const rows = explainConfig((await resolved(flags)).resolved).filter(
        (row) => (path === undefined || row.path === path || row.path.startsWith(`${path}.`)) && (flags.all === true || path !== undefined || row.source !== 'default'),
      );
      if (rows.length === 0 && path !== undefined) throw new LlmrrError('invalid-request', `there is no configuration value "${path}"; llmrr config explain --all lists them`, { details: { path } });
      if (flags.json) return terminal.out(`${JSON.stringify(rows, null, 2)}\n`);
      if (rows.length === 0) return terminal.out('everything has its default value (--all lists them)\n');
      terminal.out(table([['key', 'value', 'source', 'from'], ...rows.map((row) => [row.path, JSON.stringify(row.value), row.source, row.name])], terminal.columns));
    });
  return new Command('config').description('check and explain the configuration').addCommand(validate).addCommand(explain);
}
