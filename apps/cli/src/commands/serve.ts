import { once } from 'node:events';
import { Command } from 'commander';
import { Router } from '@llmrr/core';
import { version } from '@llmrr/llm-runner-router';
import { server } from '@llmrr/server';
import { surroundingsOf, type GlobalOptions } from '../open-router.ts';
import { number } from '../request-options.ts';
import { styled, type Terminal } from '../terminal.ts';

type Flags = GlobalOptions & { readonly host?: string; readonly port?: number; readonly page: boolean };

export function serveCommand(terminal: Terminal): Command {
  return new Command('serve')
    .description('run the OpenAI-compatible gateway and its page until it is stopped; with --json the address as one line of JSON')
    .option('--host <address>', 'address to listen on (default 127.0.0.1; any other needs server.keys)')
    .option('-p, --port <number>', 'port to listen on (default 3006, 0 takes a free one)', number)
    .option('--no-page', 'no web page at /')
    .action(async (_options: unknown, command: Command) => {
      const { host, port, page, json, ...global } = command.optsWithGlobals<Flags>();
      const surroundings = await surroundingsOf(terminal, global);
      const settings = surroundings.config.server;
      const style = styled(terminal);
      const log = (level: string, message: string) => terminal.note(json ? `${JSON.stringify({ level, message })}\n` : `${level === 'info' ? '' : `${level}: `}${message}\n`);

      const router = new Router({ surroundings: async () => surroundings, version });
      for (const { message } of surroundings.resolved.warnings) log('warning', message);
      router.events.on('model:failed', ({ modelId, error }) => log('warning', `model ${modelId} cannot be used: ${error.message}`));
      const gateway = server({
        ...settings,
        router,
        ...(host !== undefined && { host }),
        ...(port !== undefined && { port }),
        ...(!page && { publicFolder: false }),
        log: ({ level, message, requestId, error }) => log(level === 'warn' ? 'warning' : level, `${message}${requestId ? ` (request ${requestId})` : ''}${error === undefined ? '' : `\n${causes(error)}`}`),
      });
      try {
        const { url } = await gateway.listen();
        if (json) terminal.out(`${JSON.stringify({ url, models: router.modelStatus().map(({ id }) => id) })}\n`);
        else {
          const models = router.modelStatus().filter(({ error }) => !error);
          terminal.out(`${style('bold', 'llmrr')} ${version} listens on ${style('cyan', url)}\n`);
          terminal.out(`  page      ${url}/\n  API       ${url}/v1   (OpenAI-compatible${settings.keys.length > 0 ? ', needs a key' : ', no key needed on this machine'})\n  routes    ${url}/docs\n`);
          terminal.out(`  models    ${models.map(({ id }) => id).join(', ') || 'none'}\n`);
          if (models.length > 1 && models.some(({ id }) => id === surroundings.tinyModelId)) terminal.out(style('dim', `  ${surroundings.tinyModelId} is a demonstration model; "tinyModel": false takes it out of the candidates\n`));
        }
        // The shipped model is small: have it warm before the first request.
        if (surroundings.tinyModelId !== undefined) router.load(surroundings.tinyModelId).catch((error: Error) => log('warning', `${surroundings.tinyModelId} could not be loaded: ${error.message}`));
        if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
        log('info', 'stopping: running requests may finish (again to stop at once)');
      } finally {
        await gateway.close();
      }
    });
}

/** A fault with its causes, for the log of this machine: never sent to a client. */
function causes(error: unknown): string {
  const lines: string[] = [];
  for (let each: unknown = error, depth = 0; each !== undefined && depth < 5; each = (each as { cause?: unknown }).cause, depth++) {
    lines.push(each instanceof Error ? (each.stack ?? each.message) : String(each));
  }
  return lines.join('\ncaused by: ');
}
