import { Router } from '@llmrr/core';
import { readSurroundings, version, type ReadSurroundings } from '@llmrr/llm-runner-router';
import type { Terminal } from './terminal.ts';

export interface GlobalOptions {
  readonly config?: string;
  readonly json?: boolean;
}

export async function surroundingsOf(terminal: Terminal, { config }: GlobalOptions): Promise<ReadSurroundings> {
  return readSurroundings({ configFile: config, folder: terminal.folder, environment: terminal.environment });
}

/** A router over what configuration and environment say; closed when `use` is done, however it ends. */
export async function withRouter<Result>(terminal: Terminal, options: GlobalOptions, use: (router: Router, surroundings: ReadSurroundings) => Promise<Result>): Promise<Result> {
  const surroundings = await surroundingsOf(terminal, options);
  const router = new Router({ surroundings: async () => surroundings, version });
  // Only at the start: what fails later is the command's own error, or stands in the decision.
  let starting = true;
  router.events.on('model:failed', ({ modelId, error }) => void (starting && terminal.note(`warning: model ${modelId} cannot be used: ${error.message}\n`)));
  router.events.on('warning', ({ message }) => terminal.note(`warning: ${message}\n`));
  try {
    await router.initialize();
    starting = false;
    return await use(router, surroundings);
  } finally {
    await router.close();
  }
}
