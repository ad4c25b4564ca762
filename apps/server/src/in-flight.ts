import type { ServerResponse } from 'node:http';
import { LlmrrError } from '@llmrr/core';

/** One request that is being answered; its signal fires when the client leaves or the gateway stops. */
export interface Running {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

/** The requests that are being answered now. */
export class InFlight {
  readonly #running = new Set<AbortController>();
  #draining = false;
  #idle: (() => void) | undefined;

  get draining(): boolean {
    return this.#draining;
  }

  get count(): number {
    return this.#running.size;
  }

  add(response: ServerResponse): Running {
    const controller = new AbortController();
    this.#running.add(controller);
    response.once('close', () => {
      this.#running.delete(controller);
      if (!response.writableFinished) controller.abort();
      if (this.#running.size === 0) this.#idle?.();
    });
    return controller;
  }

  /** Resolves when nothing runs any more: at once, by itself, or because what still runs after `graceMs` is told to stop. */
  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    if (this.#running.size === 0) return;
    const idle = new Promise<void>((resolve) => (this.#idle = resolve));
    const timer = setTimeout(() => {
      const reason = new LlmrrError('unavailable', 'the gateway is shutting down and this answer took longer than its grace period');
      for (const controller of this.#running) controller.abort(reason);
    }, graceMs);
    await idle;
    clearTimeout(timer);
  }
}
