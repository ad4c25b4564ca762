/** Time from outside, so that tests can turn it. `now` is monotonic and only good for differences. */
export interface Clock {
  now(): number;
  /** Milliseconds since 1970, for records only. */
  wall(): number;
  /** A handle for clearTimeout. */
  setTimeout(callback: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
