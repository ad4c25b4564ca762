import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startGateway, type Gateway } from './code-blocks/gateway.ts';
import { runProgram } from './code-blocks/run-program.ts';
import { workspaceRoot } from './workspace.ts';

const timeoutMs = 60_000;
const scratch = mkdtempSync(join(tmpdir(), 'llmrr-examples-'));
const environment = { PATH: process.env['PATH'] ?? '', HOME: scratch };
let gateway: Gateway;
beforeAll(async () => void (gateway = await startGateway(scratch, environment)), timeoutMs);
afterAll(async () => {
  await gateway.stop();
  rmSync(scratch, { recursive: true });
});

test.each([
  ['library-chat.mjs', /The capital of France is Paris\.\n {2}pico-s by balanced, \$0\n/],
  ['tools.mjs', /^get_weather\(\{"city":"Paris"\}\) = sunny in Paris\n.*sunny in Paris/],
  ['gateway-openai-client.mjs', /^The capital of France is Paris\.\n\d+ \+ \d+ tokens\npico-s by balanced\n$/],
])('examples/%s runs and prints what it is there to show', async (name, expected) => {
  const { exitCode, output } = await runProgram(process.execPath, [join(workspaceRoot, 'examples', name), `http://127.0.0.1:${gateway.port}/v1`], { cwd: scratch, environment, timeoutMs });
  expect(output).toMatch(expected);
  expect(exitCode).toBe(0);
}, timeoutMs + 5_000);
