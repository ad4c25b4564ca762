import { Pool } from 'undici';

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly concurrency: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly failed: number;
  readonly seconds: number;
  /** Milliseconds until the whole answer was there. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Milliseconds until the first byte of the body. */
  readonly firstByteP50Ms: number;
  readonly firstByteP99Ms: number;
  readonly bytes: number;
}

/** So many requests at a time, each connection asking again as soon as it is answered. */
export async function load({ port, path, headers = {}, body, concurrency, seconds }: LoadOptions): Promise<LoadResult> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: concurrency, pipelining: 1 });
  const latencies: number[] = [];
  const firsts: number[] = [];
  let failed = 0;
  let bytes = 0;
  const startedMs = performance.now();
  const endMs = startedMs + seconds * 1000;
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      const sentMs = performance.now();
      let firstMs = 0;
      let status = 0;
      let last: Buffer | undefined;
      const over = (ok: boolean): void => {
        if (ok) {
          latencies.push(performance.now() - sentMs);
          firsts.push(firstMs - sentMs);
        } else failed++;
        resolve();
      };
      pool.dispatch(
        { path, method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body },
        {
          onRequestStart() {},
          onResponseStart(_controller, code) {
            status = code;
          },
          onResponseData(_controller, piece) {
            firstMs ||= performance.now();
            bytes += piece.length;
            last = piece;
          },
          onResponseEnd: () => over(status === 200 && last !== undefined),
          onResponseError: () => over(false),
        },
      );
    });
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() < endMs) await one();
    }),
  );
  const took = (performance.now() - startedMs) / 1000;
  await pool.destroy();
  return {
    requests: latencies.length,
    failed,
    seconds: took,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    firstByteP50Ms: quantile(firsts, 0.5),
    firstByteP99Ms: quantile(firsts, 0.99),
    bytes,
  };
}

export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return NaN;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
