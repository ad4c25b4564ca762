#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { stubCommand } from '../dist/stub-command.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
try {
  const stub = await stubCommand(process.argv.slice(2), { print: (text) => process.stdout.write(text), version });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stub?.close());
} catch (error) {
  process.stderr.write(`llmrr-stub: ${error.message}\n`);
  process.exitCode = 1;
}
