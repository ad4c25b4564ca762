import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { folderWith, type Folder, type Ran } from './cli.test.fixture.ts';

// The built program, in a process of its own, on the model that ships inside.
jest.setTimeout(120_000);

const program = join(import.meta.dirname, '../bin/llmrr.js');
const children: ChildProcessWithoutNullStreams[] = [];
let folder: Folder;
beforeAll(async () => void (folder = await folderWith()));
afterAll(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await folder.remove();
});

function start(...words: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [program, ...words], { cwd: folder.path, env: { PATH: process.env['PATH'] ?? '' }, stdio: 'pipe' });
  children.push(child);
  return child;
}

async function llmrr(words: readonly string[], piped = ''): Promise<Ran> {
  const child = start(...words);
  child.stdin.end(piped);
  const [out, note, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { status: status as number, out, note };
}

async function serving(...words: string[]): Promise<{ child: ChildProcessWithoutNullStreams; url: string; models: readonly string[] }> {
  const child = start('serve', '--port', '0', '--json', ...words);
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line').then(([line]) => String(line)), once(child, 'exit').then(([code]) => Promise.reject(new Error(`serve ended with ${String(code)} before it listened`)))]);
  return { child, ...(JSON.parse(first) as { url: string; models: string[] }) };
}

test('generate streams a true answer from the model that ships inside', async () => {
  const { status, out, note } = await llmrr(['generate', 'What is the capital of France?']);
  expect(out).toBe('The capital of France is Paris.\n');
  expect(note).toMatch(/^pico-s by balanced · \d+ ms · \$0\n$/);
  expect(status).toBe(0);
});

test('chat answers each line that is piped in', async () => {
  const { status, out } = await llmrr(['chat'], 'What is the capital of France?\n/new\nWhat is the capital of Italy?\n');
  expect(out).toBe('The capital of France is Paris.\nThe capital of Italy is Rome.\n');
  expect(status).toBe(0);
});

test('a GGUF file is added, asked by its name, and removed', async () => {
  const { source } = JSON.parse((await llmrr(['models', 'show', 'pico-s'])).out) as { source: string };
  await copyFile(source.replace('file:', ''), join(folder.path, 'mine.gguf'));
  expect(await llmrr(['models', 'add', './mine.gguf'])).toMatchObject({ status: 0, out: 'added mine (file:./mine.gguf)\n' });
  expect((await llmrr(['models', 'list'])).out).toMatch(/^mine +gguf +512 +free \(local\)/m);
  expect((await llmrr(['generate', '-q', '-m', 'mine', 'What is the capital of France?'])).out).toBe('The capital of France is Paris.\n');
  expect(JSON.parse((await llmrr(['route', 'explain', '--json', '-m', 'mine', 'Hi'])).out)).toMatchObject({ order: ['mine'] });
  expect(await llmrr(['models', 'remove', 'mine'])).toMatchObject({ status: 0 });
  expect((await llmrr(['models', 'list'])).out).not.toMatch(/^mine /m);
});

test('a reader that goes away ends the program without a complaint', async () => {
  const child = start('models', 'list');
  child.stdin.end();
  child.stdout.destroy();
  const [note, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([status, note]).toEqual([0, '']);
});

test('Ctrl+C in the middle of an answer ends with 130', async () => {
  await folder.write('halting.json', { models: [{ id: 'halting', source: 'mock:halting', options: { partDelayMs: 50_000 } }], tinyModel: false });
  const child = start('generate', '-c', 'halting.json', 'Hi');
  child.stdin.end();
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  expect(await exit).toEqual([130, null]);
});

test('serve answers like OpenAI, explains itself in headers, and SIGTERM ends it with 0', async () => {
  const { child, url, models } = await serving();
  expect(models).toContain('pico-s');
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'What is the capital of France?' }] }),
  });
  expect(answer.headers.get('x-llmrr-model')).toBe('pico-s');
  const body = (await answer.json()) as { choices: { message: { content: string } }[] };
  expect(body.choices[0]?.message.content).toBe('The capital of France is Paris.');

  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});

test('serve says which port is taken and ends with 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    const { status, note } = await llmrr(['serve', '--port', String(port)]);
    expect(note).toContain(String(port));
    expect(status).toBe(1);
  } finally {
    other.close();
  }
});

test('SIGTERM lets a running answer finish', async () => {
  await folder.write('slow.json', { models: [{ id: 'slow', source: 'mock:slow', options: { latencyMs: 1_000 } }], tinyModel: false });
  const { child, url } = await serving('-c', 'slow.json');
  const exit = once(child, 'exit');
  const answer = fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'slow', stream: true, messages: [{ role: 'user', content: 'Hi' }] }),
  }).then((response) => response.text());
  await running(url);
  child.kill('SIGTERM');
  expect(await answer).toMatch(/" help"[^]*data: \[DONE\]/);
  expect(await exit).toEqual([0, null]);
});

test('a second signal ends it at once with 130', async () => {
  await folder.write('stuck.json', { models: [{ id: 'stuck', source: 'mock:stuck', options: { latencyMs: 50_000 } }], tinyModel: false });
  const { child, url } = await serving('-c', 'stuck.json');
  const exit = once(child, 'exit');
  const answer = fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'stuck', messages: [{ role: 'user', content: 'Hi' }] }),
  }).then(({ status }) => status, () => 'no answer');
  await running(url);
  const notice = once(child.stderr, 'data');
  child.kill('SIGTERM');
  expect(String(await notice)).toContain('stopping');
  child.kill('SIGTERM');
  expect(await exit).toEqual([130, null]);
  expect(await answer).toBe('no answer');
});

/** Resolves once the gateway counts a request that is being answered. */
async function running(url: string): Promise<void> {
  for (;;) {
    const status = (await (await fetch(`${url}/api/status`)).json()) as { running: number };
    if (status.running > 0) return;
  }
}
