import type { Dispatcher, RouterEvents } from '@llmrr/core';
import type { Logger } from './logger.ts';

/** Warnings and models that could not be loaded become lines of a log. */
export function logProblems({ events }: Dispatcher, logger: Pick<Logger, 'warn' | 'error'>): void {
  events.on('warning', ({ code, message }) => logger.warn(message, { code }));
  events.on('model:failed', ({ modelId, error, timestamp }) => logger.error(`Model loading failed: ${modelId}`, { error: error.message, code: error.code, stack: error.stack, modelId, timestamp }));
}

const namespaces: Readonly<Record<keyof RouterEvents, string>> = {
  stage: 'pipeline',
  decided: 'router',
  attempt: 'engine',
  complete: 'router',
  failed: 'router',
  warning: 'config',
  'config:updated': 'config',
  'model:registered': 'registry',
  'model:unregistered': 'registry',
  'model:failed': 'registry',
};

/** What happens in a router, for those namespaces `llm-runner-router:*` that the text of DEBUG names. No text of a prompt or an answer is in it. */
export function logDebug({ events }: Dispatcher, pattern: string, loggerOf: (namespace: string) => Pick<Logger, 'debug'>): void {
  for (const [event, part] of Object.entries(namespaces) as [keyof RouterEvents, string][]) {
    const namespace = `llm-runner-router:${part}`;
    if (!matches(pattern, namespace)) continue;
    const logger = loggerOf(namespace);
    events.on(event, (what) => logger.debug(event, what));
  }
}

/** As the debug package reads it: names by comma or space, `*` for anything, `-` in front takes out. */
function matches(pattern: string, namespace: string): boolean {
  const names = pattern.slice(0, 1_000).split(/[\s,]+/).filter((name) => name !== '');
  const covers = (name: string): boolean => {
    const [head = '', ...rest] = name.split('*');
    if (rest.length === 0) return namespace === name;
    let at = head.length;
    for (const piece of rest.slice(0, -1)) {
      const found = namespace.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    const tail = rest.at(-1)!;
    return namespace.startsWith(head) && namespace.endsWith(tail) && namespace.length >= at + tail.length;
  };
  return names.some((name) => !name.startsWith('-') && covers(name)) && !names.some((name) => name.startsWith('-') && covers(name.slice(1)));
}
