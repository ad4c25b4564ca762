import type { LlmrrError } from '../error.ts';
import type { Attempt, Decision } from '../decision.ts';
import type { Plan } from '../routing/decide.ts';

/** What a router tells; listeners must not throw. */
export interface RouterEvents {
  'model:registered': { readonly id: string };
  'model:unregistered': { readonly id: string };
  'model:failed': { readonly modelId: string; readonly error: LlmrrError; readonly timestamp: string };
  'config:updated': { readonly changed: readonly string[] };
  /** Stages of one request in order: registry, router, pipeline, engine, results. */
  stage: { readonly requestId: string; readonly stage: Stage };
  decided: { readonly requestId: string; readonly plan: Plan };
  attempt: { readonly requestId: string; readonly attempt: Attempt };
  complete: { readonly requestId: string; readonly decision: Decision | undefined; readonly latencyMs: number };
  failed: { readonly requestId: string; readonly error: LlmrrError; readonly latencyMs: number };
  warning: { readonly code: string; readonly message: string };
}
export type Stage = 'registry' | 'router' | 'pipeline' | 'engine' | 'results';

export interface Emitter<Events> {
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void;
  off<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void;
  has(name: keyof Events): boolean;
  clear(): void;
}

/** A listener that throws does not disturb the request: its error is thrown again outside of it. */
export function emitter<Events>(): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>();
  const off: Emitter<Events>['off'] = (name, listener) => {
    listeners.get(name)?.delete(listener);
  };
  return {
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => off(name, listener);
    },
    off,
    emit(name, event) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          (listener as (event: unknown) => void)(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    has: (name) => (listeners.get(name)?.size ?? 0) > 0,
    clear: () => listeners.clear(),
  };
}
