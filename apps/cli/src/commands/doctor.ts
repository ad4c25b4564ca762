import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { Command } from 'commander';
import { providerVariables } from '@llmrr/core';
import { surroundingsOf, withRouter, type GlobalOptions } from '../open-router.ts';
import { ReportedFailure, styled, table, type Terminal } from '../terminal.ts';

interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
}

export function doctorCommand(terminal: Terminal): Command {
  return new Command('doctor').description('check this machine: Node, engine, configuration, models, keys, port').action(async (_options: unknown, command: Command) => {
    const flags = command.optsWithGlobals<GlobalOptions>();
    const checks: Check[] = [node(), engine(), keys(terminal.environment)];
    try {
      const { config, resolved } = await surroundingsOf(terminal, flags);
      checks.push({ name: 'configuration', status: resolved.warnings.length > 0 ? 'warning' : 'ok', detail: resolved.warnings.map(({ message }) => message).join('; ') || 'valid' });
      checks.push(await port(config.server.host, config.server.port), await models(terminal, flags));
    } catch (error) {
      checks.push({ name: 'configuration', status: 'failed', detail: (error as Error).message });
    }
    const failed = checks.filter(({ status }) => status === 'failed');
    const style = styled(terminal);
    const colours = { ok: 'green', warning: 'yellow', failed: 'red' } as const;
    terminal.out(flags.json ? `${JSON.stringify({ ok: failed.length === 0, checks }, null, 2)}\n` : table(checks.map(({ name, status, detail }) => [style(colours[status], status), name, detail]), terminal.columns));
    if (failed.length > 0) throw new ReportedFailure('a check failed');
  });
}

function node(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const good = major > 20 || (major === 20 && minor >= 19);
  return { name: 'Node.js', status: good ? 'ok' : 'failed', detail: `${process.versions.node}${good ? '' : '; expected 20.19 or newer'}` };
}

function engine(): Check {
  try {
    createRequire(import.meta.url).resolve('node-llama-cpp/package.json');
    return { name: 'local engine', status: 'ok', detail: 'node-llama-cpp is installed: GGUF models run here' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return { name: 'local engine', status: 'ok', detail: 'node-llama-cpp is installed: GGUF models run here' };
    return { name: 'local engine', status: 'warning', detail: 'node-llama-cpp is not installed: local models cannot run; npm install node-llama-cpp' };
  }
}

function keys(environment: Terminal['environment']): Check {
  const set = providerVariables.filter(([, variable]) => environment[variable]);
  return { name: 'provider keys', status: 'ok', detail: set.map(([, variable]) => variable).join(', ') || 'none set: only local models and configured providers are used' };
}

async function port(host: string, wanted: number): Promise<Check> {
  const probe = createServer();
  const detail = await new Promise<string | undefined>((resolve) => {
    probe.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE' ? `${host}:${wanted} is taken; llmrr serve --port 0 takes a free one` : message));
    probe.listen(wanted, host, () => probe.close(() => resolve(undefined)));
  });
  return { name: 'port', status: detail === undefined ? 'ok' : 'warning', detail: detail ?? `${host}:${wanted} is free` };
}

async function models(terminal: Terminal, flags: GlobalOptions): Promise<Check> {
  return withRouter({ ...terminal, note: () => undefined }, flags, async (router) => {
    const { status, reasons, models: all } = router.checkHealth();
    return { name: 'models', status: status === 'healthy' ? 'ok' : status === 'degraded' ? 'warning' : 'failed', detail: reasons.join('; ') || all.map(({ id }) => id).join(', ') };
  });
}
