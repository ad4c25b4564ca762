import { cpus, loadavg, totalmem } from 'node:os';

/** What the figures were measured on; a busy machine makes all of them worse. */
export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} x ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 1024 ** 3)} GiB, Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(2)}`;
}
