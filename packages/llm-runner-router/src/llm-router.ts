import { Router, type RouterOptions } from '@llmrr/core';
import { readSurroundings, type SurroundingsOptions } from './surroundings.ts';
import { version } from './version.ts';

export interface LLMRouterOptions extends Pick<RouterOptions, 'clock' | 'random' | 'strategies'> {
  readonly environment?: SurroundingsOptions['environment'];
  readonly folder?: string;
}

/**
 * Local and remote models behind one interface. Takes a configuration in any accepted spelling, `{ configFile }`, or (v0)
 * the path of one; what it does not say comes from the environment, then from a configuration file, then from defaults.
 * Constructing it does no I/O: `initialize()`, or the first request, reads files and opens providers.
 */
export class LLMRouter extends Router {
  constructor(config: string | Readonly<Record<string, unknown>> = {}, { clock, random, strategies, environment, folder }: LLMRouterOptions = {}) {
    const { configFile, ...explicit } = typeof config === 'string' ? { configFile: config } : config;
    super({
      config: explicit,
      version,
      ...(clock && { clock }),
      ...(random && { random }),
      ...(strategies && { strategies }),
      surroundings: async () => ({
        ...(await readSurroundings({
          explicit,
          configFile: configFile as string | undefined,
          // Whoever passes a configuration has said what he wants; files lying about are for those who did not.
          discover: Object.keys(explicit).length === 0,
          ...(environment && { environment }),
          ...(folder !== undefined && { folder }),
        })),
        ...(strategies && { strategies }),
      }),
    });
    if (typeof config === 'string') {
      queueMicrotask(() => this.events.emit('warning', { code: 'DEPRECATED', message: `new LLMRouter('${config}') is the v0 form; use new LLMRouter({ configFile: '${config}' })` }));
    }
  }
}
