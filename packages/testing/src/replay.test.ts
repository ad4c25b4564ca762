import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { recordingFrom, replay, type ReplayOptions } from './index.ts';

async function withReplay<Value>(options: ReplayOptions, work: (server: Awaited<ReturnType<typeof replay>>) => Promise<Value>): Promise<Value> {
  const server = await replay(options);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

const events = 'data: {"text":"grüße"}\n\ndata: [DONE]\n\n';

test('recorded bytes come back unchanged, as what they are', async () => {
  await withReplay({ fixture: { body: '{"a": 1}', status: 201, headers: { 'x-request-id': 'r1' } } }, async ({ url, requests }) => {
    const response = await fetch(`${url}/v1/things?x=1`, { method: 'POST', body: '{"b": 2}' });
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-request-id'), await response.text()]).toEqual([201, 'application/json', 'r1', '{"a": 1}']);
    expect(requests).toMatchObject([{ method: 'POST', path: '/v1/things?x=1', body: '{"b": 2}' }]);
  });
  await withReplay({ fixture: { body: events } }, async ({ url }) => {
    const response = await fetch(url);
    expect([response.headers.get('content-type'), await response.text()]).toEqual(['text/event-stream; charset=utf-8', events]);
  });
});

/** The pieces as node:http hands them out, one per HTTP chunk. */
const piecesOf = (url: string): Promise<string[]> =>
  new Promise((resolve, reject) => {
    get(url, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve(pieces.map((piece) => piece.toString('latin1'))));
      response.on('error', reject);
    });
  });

test('the body is cut where it is told to, also within a character', async () => {
  const bytes = Buffer.from(events);
  const inside = bytes.indexOf(Buffer.from('ü')) + 1;
  await withReplay({ fixture: { body: events }, split: [inside, inside + 4] }, async ({ url }) => {
    expect(await piecesOf(url)).toEqual([bytes.subarray(0, inside), bytes.subarray(inside, inside + 4), bytes.subarray(inside + 4)].map((piece) => piece.toString('latin1')));
  });
  await withReplay({ fixture: { body: 'abcdefg' }, split: 3 }, async ({ url }) => {
    expect(await piecesOf(url)).toEqual(['abc', 'def', 'g']);
  });
});

test('a list is played once, and a request more is answered with an error that says so', async () => {
  await withReplay({ fixture: [{ body: '1' }, { body: '2' }] }, async ({ url }) => {
    const texts: unknown[] = [];
    for (let request = 0; request < 3; request++) texts.push(await (await fetch(url)).text());
    expect(texts).toEqual(['1', '2', '{"error":{"message":"replay has 2 recordings and got request 3: GET /"}}']);
  });
});

test('recordings are read from files, and a missing one is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'));
  try {
    await writeFile(join(folder, 'answer.sse'), events);
    const recording = await recordingFrom(join(folder, 'answer.sse'));
    expect([recording.contentType, Buffer.from(recording.body).toString()]).toEqual(['text/event-stream; charset=utf-8', events]);
    await expect(recordingFrom(join(folder, 'none.json'))).rejects.toThrow(/cannot read the recording .*none\.json/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
