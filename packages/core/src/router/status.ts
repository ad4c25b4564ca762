import type { ModelCard } from '../card.ts';
import type { SignalBook } from '../routing/signals.ts';
import type { Signals } from '../strategy.ts';
import type { Fleet } from './fleet.ts';

export interface ModelStatus {
  readonly id: string;
  readonly card: ModelCard | null;
  readonly signals: Signals;
  readonly loaded: boolean | null;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface Status {
  readonly healthy: boolean;
  readonly initialized: boolean;
  readonly version: string;
  readonly uptimeMs: number;
  /** Seconds. */
  readonly uptime: number;
  /** Providers that serve the registered models. */
  readonly engine: readonly string[];
  readonly models: number;
  readonly strategy: string;
}

export interface HealthReport {
  /** `degraded`: it answers, but something registered cannot be used. Never healthy before `initialize`. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly reasons: readonly string[];
  readonly models: readonly ModelStatus[];
}

export function modelStatuses({ members }: Fleet, signals: SignalBook): readonly ModelStatus[] {
  return [...members.values()].map(({ entry, language, opened, error }) => {
    const model = language ?? opened?.models[0];
    return {
      id: entry.id,
      card: model?.card ?? null,
      signals: signals.of(entry.id),
      loaded: model?.state?.().loaded ?? null,
      ...(error && { error: { code: error.code, message: error.message } }),
    };
  });
}

export function healthOf(state: 'new' | 'ready' | 'closed', models: readonly ModelStatus[]): HealthReport {
  if (state !== 'ready') return { status: 'unhealthy', reasons: [state === 'closed' ? 'closed' : 'not initialized'], models };
  const failed = models.filter(({ error }) => error);
  const reasons = failed.map(({ id, error }) => `${id}: ${error!.message}`);
  if (models.length === failed.length) return { status: 'unhealthy', reasons: models.length === 0 ? ['no model is registered'] : reasons, models };
  return { status: failed.length > 0 ? 'degraded' : 'healthy', reasons, models };
}
