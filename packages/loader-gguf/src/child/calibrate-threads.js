/** One token with that number of threads, and the end of it.
 * @typedef {{ step: () => Promise<void>, end: () => Promise<void> }} Trial */

const steps = 8;
/** A larger number of threads must pay. */
const worthwhile = 0.9;
/** Times the best: threads that get in each other's way take a hundred times as long, so one step tells. */
const hopeless = 3;
/** Above this size, few threads are never best and slow to try. */
const largeBytes = 256 * 2 ** 20;

/**
 * Finds the fastest number of threads by trying: the engine's own default was a thousand times slower than one thread
 * for small models on a small machine. Speed over threads has one peak, so the search ends behind it.
 *
 * @param {{ cores: number, sizeBytes: number, prepare: (threads: number) => Promise<Trial>, now?: () => number }} options
 * `now` in milliseconds
 */
export async function calibrateThreads({ cores, sizeBytes, prepare, now = () => performance.now() }) {
  const candidates = [];
  for (let threads = 1; threads < cores; threads *= 2) candidates.push(threads);
  candidates.push(cores);
  if (sizeBytes > largeBytes) candidates.reverse();

  let best = { threads: candidates[0] ?? 1, stepMs: Infinity };
  for (const threads of candidates) {
    const stepMs = await measure(await prepare(threads), best.stepMs, now);
    const better = threads > best.threads ? stepMs < best.stepMs * worthwhile : stepMs * worthwhile <= best.stepMs;
    if (better) best = { threads, stepMs };
    else if (best.stepMs !== Infinity) break;
  }
  return best.threads;
}

/**
 * Median duration of a step; gives up early when it is hopeless.
 * @param {Trial} trial
 * @param {number} toBeatMs
 * @param {() => number} now
 */
async function measure({ step, end }, toBeatMs, now) {
  try {
    /** @type {number[]} */
    const durations = [];
    // The first one loads pages and wakes threads: it counts only when it says enough.
    for (let i = 0; i <= steps; i++) {
      const start = now();
      await step();
      durations.push(now() - start);
      const spent = durations.reduce((sum, duration) => sum + duration, 0);
      if (spent > 500 || Math.min(...durations) > hopeless * toBeatMs) break;
    }
    if (durations.length > 1) durations.shift();
    durations.sort((a, b) => a - b);
    return durations[durations.length >> 1] ?? Infinity;
  } finally {
    await end();
  }
}
