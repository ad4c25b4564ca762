import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Router } from '@llmrr/core';
import { openai as provider } from '@llmrr/provider-openai';
import type { Transport } from '@llmrr/http';
import { wholeAnswer } from './canned-answers.ts';
import { peer } from './peers.ts';
import type { BenchOptions, BenchResult, Row } from './report.ts';

const prompt = 'Say something of ordinary length, please.';
const headers = { 'content-type': 'application/json' };
const text = wholeAnswer.toString();

/** Answers at once with canned bytes: what is measured is the library alone. */
const stubFetch = async (): Promise<Response> => new Response(text, { status: 200, headers });
const stubTransport: Transport = {
  request: async () => ({
    status: 200,
    headers,
    bytes: async () => wholeAnswer,
    chunks: { async *[Symbol.asyncIterator]() { yield wholeAnswer; } },
    release() {},
  }),
  async close() {},
};

export async function libraryBench({ seconds, peers }: BenchOptions): Promise<BenchResult> {
  const rows: Row[] = [];
  const add = async (name: string, call: (() => Promise<unknown>) | undefined, note?: string) => {
    rows.push(call ? { name, figures: { 'µs CPU/call': await cpuUsPer(call, seconds) } } : { name, figures: { 'µs CPU/call': null }, note: note ?? 'not installed' });
  };

  const router = new Router({
    config: { modelList: [{ id: 'bench-model', source: 'bench:bench-model' }] },
    providers: [provider({ name: 'bench', preset: 'compatible', baseUrl: 'http://stub.invalid/v1', transport: stubTransport })],
  });
  await router.initialize();
  await add('bare fetch', async () => {
    const response = await stubFetch();
    return ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]!.message.content;
  });
  await add('llmrr router.generate', async () => (await router.generate(prompt)).text);
  await add('openai SDK', await openaiSdk());
  await add('Vercel AI SDK', await vercel());
  await add('LangChain.js', peers ? await langchain() : undefined, peers ? 'could not be installed' : 'left out');
  await router.close();

  const constructMs = await coldConstruct();
  return {
    title: 'Library: one call over a stub that answers at once',
    rows: [...rows, { name: 'new Router() in a fresh process', figures: { ms: constructMs } }],
    ratios: [
      { what: 'µs CPU per router.generate', value: rows[1]!.figures['µs CPU/call'] ?? null, target: 'at most 110' },
      { what: 'of the openai SDK', value: share(rows, 'openai SDK'), target: 'below 1' },
      { what: 'of the Vercel AI SDK', value: share(rows, 'Vercel AI SDK'), target: 'below 1' },
      { what: 'of LangChain.js', value: share(rows, 'LangChain.js'), target: 'below 1' },
    ],
  };
}

function share(rows: readonly Row[], name: string): number | null {
  const ours = rows[1]!.figures['µs CPU/call'];
  const theirs = rows.find((row) => row.name === name)?.figures['µs CPU/call'];
  return ours === null || ours === undefined || theirs === null || theirs === undefined ? null : ours / theirs;
}

/** The best of five rounds, after a warm-up: noise only ever adds. */
async function cpuUsPer(call: () => Promise<unknown>, seconds: number): Promise<number> {
  for (let warm = 0; warm < 2_000; warm++) await call();
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const endMs = performance.now() + (seconds * 1000) / 5;
    const before = process.cpuUsage();
    let calls = 0;
    while (performance.now() < endMs) {
      for (let batch = 0; batch < 100; batch++) await call();
      calls += 100;
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / calls);
  }
  return best;
}

async function openaiSdk(): Promise<(() => Promise<unknown>) | undefined> {
  const { default: OpenAI } = await import('openai');
  const client = new OpenAI({ apiKey: 'none', baseURL: 'http://stub.invalid/v1', fetch: stubFetch });
  return async () => (await client.chat.completions.create({ model: 'bench-model', messages: [{ role: 'user', content: prompt }] })).choices[0]!.message.content;
}

async function vercel(): Promise<(() => Promise<unknown>) | undefined> {
  const [{ generateText }, { createOpenAI }] = await Promise.all([import('ai'), import('@ai-sdk/openai')]);
  const model = createOpenAI({ apiKey: 'none', baseURL: 'http://stub.invalid/v1', fetch: stubFetch as typeof fetch }).chat('bench-model');
  return async () => (await generateText({ model, prompt })).text;
}

async function langchain(): Promise<(() => Promise<unknown>) | undefined> {
  const folder = peer('@langchain/openai@1.5.13', '@langchain/core@1.2.13');
  if (!folder) return undefined;
  const require = createRequire(join(folder, 'package.json'));
  const { ChatOpenAI } = (await import(pathToFileURL(require.resolve('@langchain/openai')).href)) as { ChatOpenAI: new (fields: object) => { invoke(prompt: string): Promise<{ content: unknown }> } };
  const model = new ChatOpenAI({ model: 'bench-model', apiKey: 'none', maxRetries: 0, configuration: { baseURL: 'http://stub.invalid/v1', fetch: stubFetch } });
  return async () => (await model.invoke(prompt)).content;
}

async function coldConstruct(): Promise<number> {
  const { execFile } = await import('node:child_process');
  const script = `const { Router } = await import('@llmrr/core'); const t = performance.now(); new Router(); console.log(performance.now() - t)`;
  return new Promise((resolve, reject) =>
    execFile(process.execPath, ['--input-type=module', '-e', script], { cwd: new URL('../', import.meta.url) }, (error, output) => (error ? reject(error) : resolve(Number(output)))),
  );
}
