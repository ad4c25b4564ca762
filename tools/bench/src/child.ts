import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  readonly port: number;
  /** User and system time so far, in microseconds. */
  cpuUs(): number;
  stop(): Promise<void>;
}

const canPin = spawnSync('taskset', ['--version']).status === 0;
const clockTicks = 100;

/** Starts a Node program of this folder (or elsewhere) on one core and waits for its line `port N`. */
export async function start(file: string, core: number, args: readonly string[] = [], { quiet = false }: { readonly quiet?: boolean } = {}): Promise<Child> {
  const path = file.startsWith('/') ? file : fileURLToPath(new URL(file, import.meta.url));
  const command = [process.execPath, path, ...args];
  const [program = '', ...rest] = canPin ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (piece: Buffer) => {
      text += piece.toString();
      const match = /port (\d+)/.exec(text);
      if (match) resolve(Number(match[1]));
    });
    child.once('exit', (code) => reject(new Error(`${path} ended with ${code} before it listened: ${text}`)));
  });
  child.stdout.resume();
  return {
    process: child,
    port,
    cpuUs: () => cpuOf(child.pid!),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

/** Linux: fields 14 and 15 of /proc/PID/stat, in ticks of 10 ms. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / clockTicks) * 1e6;
}
