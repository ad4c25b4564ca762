import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start, type Child } from './child.ts';
import { streamedAnswer } from './canned-answers.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { peer } from './peers.ts';
import type { BenchOptions, BenchResult, Row } from './report.ts';

const gatewayCore = 0;
const otherCore = 1;
const messages = [{ role: 'system', content: 'You are a helpful assistant.' }, { role: 'user', content: 'Say something of ordinary length, please.' }];
const body = JSON.stringify({ model: 'bench-model', messages, temperature: 0.2 });
const streamBody = JSON.stringify({ model: 'bench-model', messages, stream: true, stream_options: { include_usage: true } });

/** One core for the gateway under test, one for upstream and load; the same load for each, one after the other. */
export async function gatewayBench({ seconds, peers }: BenchOptions): Promise<BenchResult> {
  const upstream = await start('upstream.js', otherCore);
  const rows: Row[] = [];
  try {
    const portkey = peers ? portkeyProgram() : undefined;
    const contestants: [string, () => Promise<Child>, Record<string, string>?][] = [
      ['bare relay', () => start('bare-relay.js', gatewayCore, [String(upstream.port)])],
      ['llmrr', () => start('our-gateway.js', gatewayCore, [String(upstream.port)])],
    ];
    for (const [name, open, headers] of contestants) rows.push(await measure(name, open, seconds, headers));
    rows.push(await held(upstream, seconds));
    if (portkey) {
      const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': `http://127.0.0.1:${upstream.port}`, authorization: 'Bearer none' };
      rows.push(await measure('@portkey-ai/gateway', () => start('portkey.js', gatewayCore, [portkey], { quiet: true }), seconds, headers));
    } else rows.push({ name: '@portkey-ai/gateway', figures: {}, note: peers ? 'could not be installed' : 'left out' });
  } finally {
    await upstream.stop();
  }
  const at = (name: string, column: string) => rows.find((row) => row.name === name)?.figures[column] ?? null;
  const ratio = (above: number | null, below: number | null) => (above === null || below === null ? null : above / below);
  return {
    title: 'Gateway: one core for it, one for upstream and load; 32 connections unless said otherwise',
    rows,
    ratios: [
      { what: 'µs CPU per non-streamed request', value: at('llmrr', 'µs CPU/request'), target: 'at most 150' },
      { what: 'times the requests/s of Portkey', value: ratio(at('llmrr', 'requests/s'), at('@portkey-ai/gateway', 'requests/s')), target: 'at least 8' },
      { what: 'of the requests/s of the bare relay', value: ratio(at('llmrr', 'requests/s'), at('bare relay', 'requests/s')), target: 'at least 0.45' },
      { what: 'µs CPU per relayed stream of 66 events', value: at('llmrr', 'µs CPU/stream'), target: 'at most 600' },
    ],
  };
}

async function measure(name: string, open: () => Promise<Child>, seconds: number, headers: Readonly<Record<string, string>> = {}): Promise<Row> {
  const child = await open();
  try {
    const { port } = child;
    const path = '/v1/chat/completions';
    await run({ port, path, headers, body, concurrency: 32, seconds: Math.min(2, seconds) });
    const whole = await costed(child, { port, path, headers, body, concurrency: 32, seconds });
    const alone = await run({ port, path, headers, body, concurrency: 1, seconds: Math.min(3, seconds) });
    await run({ port, path, headers, body: streamBody, concurrency: 32, seconds: 1 });
    const streams = await costed(child, { port, path, headers, body: streamBody, concurrency: 32, seconds });
    const streamAlone = await run({ port, path, headers, body: streamBody, concurrency: 1, seconds: Math.min(3, seconds) });
    const complete = streams.result.bytes / Math.max(1, streams.result.requests) > streamedAnswer.length * 0.5;
    return {
      name,
      figures: {
        'µs CPU/request': whole.cpuUs,
        'requests/s': whole.result.requests / whole.result.seconds,
        'p50 ms (1 conn.)': alone.p50Ms,
        'p99 ms (1 conn.)': alone.p99Ms,
        'µs CPU/stream': complete ? streams.cpuUs : null,
        'streams/s': complete ? streams.result.requests / streams.result.seconds : null,
        'first byte p50 ms': complete ? streamAlone.firstByteP50Ms : null,
        'first byte p99 ms': complete ? streamAlone.firstByteP99Ms : null,
      },
      ...(whole.result.failed + streams.result.failed > 0 || !complete ? { note: `${whole.result.failed} requests, ${streams.result.failed} streams failed${complete ? '' : '; streams incomplete'}` } : {}),
    };
  } finally {
    await child.stop();
  }
}

/** Streams that come one event each 20 ms: how many at once without a stall. */
async function held(upstream: Child, seconds: number): Promise<Row> {
  const child = await start('our-gateway.js', gatewayCore, [String(upstream.port), '/paced']);
  try {
    const concurrency = 256;
    const { result, cpuUs } = await costed(child, { port: child.port, path: '/v1/chat/completions', body: streamBody, concurrency, seconds });
    return {
      name: `llmrr, ${concurrency} paced streams`,
      figures: { 'µs CPU/stream': cpuUs, 'streams/s': result.requests / result.seconds, 'p50 ms (1 conn.)': null },
      note: `${result.failed} failed; whole stream p50 ${Math.round(result.p50Ms)} ms, p99 ${Math.round(result.p99Ms)} ms of at least 1320`,
    };
  } finally {
    await child.stop();
  }
}

async function costed(child: Child, options: LoadOptions): Promise<{ result: LoadResult; cpuUs: number }> {
  const before = child.cpuUs();
  const result = await run(options);
  return { result, cpuUs: (child.cpuUs() - before) / Math.max(1, result.requests) };
}

function run(options: LoadOptions): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const file = fileURLToPath(new URL('load-process.js', import.meta.url));
    const child = spawn('taskset', ['-c', String(otherCore), process.execPath, file, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(JSON.parse(text) as LoadResult) : reject(new Error(`load ended with ${code}`))));
  });
}

function portkeyProgram(): string | undefined {
  const folder = peer('@portkey-ai/gateway@1.15.2');
  if (!folder) return undefined;
  const build = join(folder, 'node_modules/@portkey-ai/gateway/build');
  return existsSync(build) && readdirSync(build).includes('start-server.js') ? join(build, 'start-server.js') : undefined;
}
