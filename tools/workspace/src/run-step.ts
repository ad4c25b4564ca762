import { spawn } from 'node:child_process';

export interface Step {
  readonly passed: boolean;
  readonly seconds: number;
}

export interface StepOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Sees every line of standard output and standard error, beside its going to the terminal. */
  readonly onLine?: (line: string) => void;
}

/** Runs a node program to its end and shows what it prints as it comes. */
export function runStep(parameters: readonly string[], { cwd, environment, onLine }: StepOptions): Promise<Step> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, { cwd, env: { ...environment }, stdio: ['ignore', onLine ? 'pipe' : 'inherit', onLine ? 'pipe' : 'inherit'] });
    if (onLine) for (const [stream, terminal] of [[child.stdout, process.stdout], [child.stderr, process.stderr]] as const) {
      let rest = '';
      stream?.on('data', (chunk: Buffer) => {
        terminal.write(chunk);
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(onLine);
      });
      stream?.on('end', () => rest && onLine(rest));
    }
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ passed: exitCode === 0, seconds: (performance.now() - started) / 1000 }));
  });
}
