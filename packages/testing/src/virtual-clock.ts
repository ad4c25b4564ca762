import type { Clock } from '@llmrr/core';

export interface VirtualClock extends Clock {
  /** Fires what falls due on the way, in order, and lets promises settle after each timer. */
  advance(durationMs: number): Promise<void>;
  /** Moves the calendar without moving monotonic time, as an operator or NTP would. */
  shiftWall(durationMs: number): void;
  /** Timers not yet fired or cleared; above zero at the end of a test is a leak. */
  readonly pendingTimers: number;
}

interface Timer {
  readonly order: number;
  readonly callback: () => void;
  readonly dueMs: number;
}

/** A Clock that stands still until it is advanced; promises are let run, real time is never waited for. */
export function virtualClock({ startMs = 0, wallMs = Date.UTC(2026, 0, 1) }: { startMs?: number; wallMs?: number } = {}): VirtualClock {
  const timers = new Set<Timer>();
  let nowMs = startMs;
  let wallOffsetMs = wallMs - startMs;
  let order = 0;

  const next = (limitMs: number): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueMs > limitMs) continue;
      if (!first || timer.dueMs < first.dueMs || (timer.dueMs === first.dueMs && timer.order < first.order)) first = timer;
    }
    return first;
  };

  return {
    now: () => nowMs,
    wall: () => nowMs + wallOffsetMs,
    setTimeout(callback, delayMs) {
      const timer: Timer = { order: order++, callback, dueMs: nowMs + Math.max(delayMs, 0) };
      timers.add(timer);
      return timer;
    },
    clearTimeout(handle) {
      timers.delete(handle as Timer);
    },
    async advance(durationMs) {
      const targetMs = nowMs + durationMs;
      await settle();
      for (let timer = next(targetMs); timer; timer = next(targetMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.callback();
        await settle();
      }
      nowMs = targetMs;
      await settle();
    },
    shiftWall(durationMs) {
      wallOffsetMs += durationMs;
    },
    get pendingTimers() {
      return timers.size;
    },
  };
}

/** One turn of the event loop: every promise that can go on has gone on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
