import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace.ts';

const commandLine = join(workspaceRoot, 'apps/cli/bin/llmrr.js');

/** The gateway as `llmrr serve` starts it with nothing configured, for examples that talk to it. */
export interface Gateway {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts it on a free port and resolves when it listens; rejects with what it printed when it ends before. */
export async function startGateway(folder: string, environment: Readonly<Record<string, string>>): Promise<Gateway> {
  const port = await freePort();
  const child = spawn(process.execPath, [commandLine, 'serve', '--port', String(port)], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  await listening(child, port);
  return {
    port,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  let output = '';
  const said = new Promise<void>((resolve, reject) => {
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(String(port))) resolve();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`llmrr serve ended with ${code} before it listened:\n${output}`)));
  });
  await said;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}

/** A folder for PATH: `llmrr` and `npx llmrr` are this checkout's, and curl fails where the server answers with an error. */
export function shims(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, body: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  write('llmrr', `exec '${process.execPath}' '${commandLine}' "$@"`);
  write('npx', `if [ "$1" = llmrr ]; then shift; exec llmrr "$@"; fi; echo "npx $1: only llmrr is run in the documents' examples" >&2; exit 1`);
  write('curl', `PATH=\${PATH#*:}; exec curl --fail-with-body --silent --show-error --max-time 30 "$@"`);
  return folder;
}
