import { LlmrrError, Router, type RouterOptions } from '@llmrr/core';
import { Logger } from './logger.ts';
import { logDebug, logProblems } from './router-log.ts';
import { readSurroundings, type SurroundingsOptions } from './surroundings.ts';
import { version } from './version.ts';

export interface LLMRouterOptions extends Pick<RouterOptions, 'clock' | 'random' | 'strategies'>, Pick<SurroundingsOptions, 'environment' | 'folder'> {
  /** Where lines of the log go, without their end. Default: stderr. */
  readonly log?: (line: string) => void;
}

/**
 * Local and remote models behind one interface. Takes a configuration in any accepted spelling, `{ configFile }`, or (v0)
 * the path of one; what it does not say comes from the environment, then from a configuration file, then from defaults.
 * Constructing it does no I/O: `initialize()`, or the first request, reads files and opens providers.
 */
export class LLMRouter extends Router {
  constructor(config: string | Readonly<Record<string, unknown>> = {}, { clock, random, strategies, environment, folder, log }: LLMRouterOptions = {}) {
    const { configFile, ...explicit } = typeof config === 'string' ? { configFile: config } : optionsOf(config);
    const logging = log && { write: log };
    super({
      config: explicit,
      version,
      ...(clock && { clock }),
      ...(random && { random }),
      surroundings: async () => {
        const surroundings = await readSurroundings({
          explicit,
          configFile: configFile as string | undefined,
          // Whoever passes a configuration has said what he wants; files lying about are for those who did not.
          discover: Object.keys(explicit).length === 0,
          ...(environment && { environment }),
          ...(folder !== undefined && { folder }),
        });
        const { level, json, debug } = surroundings.config.logging;
        logProblems(this, new Logger('llm-runner-router', { level, json, ...logging }));
        if (debug !== undefined) logDebug(this, debug, (namespace) => new Logger(namespace, { level: 'debug', json, ...logging }));
        if (typeof config === 'string') this.events.emit('warning', { code: 'DEPRECATED', message: `new LLMRouter('${config}') is the v0 form; use new LLMRouter({ configFile: '${config}' })` });
        for (const { code, message } of surroundings.resolved.warnings) this.events.emit('warning', { code, message });
        return { ...surroundings, ...(strategies && { strategies }) };
      },
    });
  }
}

function optionsOf(config: unknown): Readonly<Record<string, unknown>> {
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config as Readonly<Record<string, unknown>>;
  throw new LlmrrError('invalid-config', `new LLMRouter: expected an object or the path of a configuration file, found ${config === null ? 'null' : Array.isArray(config) ? 'a list' : typeof config}`);
}
