import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { LlmrrError } from '@llmrr/core';
import { loopback } from './loopback.ts';

/** An answer as it was recorded. */
export interface Recording {
  readonly body: string | Uint8Array;
  /** Default: SSE when the body begins with `data:` or `event:`, else JSON. */
  readonly contentType?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ReplayOptions {
  /** One recording for every request, or one after another and then no more. */
  readonly fixture: Recording | readonly Recording[];
  /** How the body is cut on the wire: into pieces of so many bytes, or before these offsets. Each piece is written by itself. */
  readonly split?: number | readonly number[];
  readonly port?: number;
}

export interface ReplayedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As text: what was sent may be checked to the byte. */
  readonly body: string;
}

export interface Replay {
  readonly url: string;
  readonly requests: readonly ReplayedRequest[];
  close(): Promise<void>;
}

/** A loopback server that answers with recorded bytes, unchanged, whatever is asked. */
export async function replay({ fixture, split, port = 0 }: ReplayOptions): Promise<Replay> {
  const recordings = Array.isArray(fixture) ? (fixture as readonly Recording[]) : undefined;
  const requests: ReplayedRequest[] = [];
  const server = await loopback({
    port,
    server: createServer((incoming, response) => {
      answer(incoming, response).catch(() => response.destroy());
    }),
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming as AsyncIterable<Buffer>) pieces.push(piece);
    const { method = 'GET', url: path = '/', headers } = incoming;
    const index = requests.push({ method, path, headers, body: Buffer.concat(pieces).toString('utf8') }) - 1;
    const recording = recordings ? recordings[index] : (fixture as Recording);
    if (!recording) {
      const error = { error: { message: `replay has ${recordings?.length ?? 0} recordings and got request ${index + 1}: ${method} ${path}` } };
      return void response.writeHead(501, { 'content-type': 'application/json' }).end(JSON.stringify(error));
    }
    const bytes = typeof recording.body === 'string' ? Buffer.from(recording.body) : recording.body;
    response.writeHead(recording.status ?? 200, { 'content-type': recording.contentType ?? typeOf(bytes), ...recording.headers });
    for (const piece of cut(bytes, split)) {
      if (response.destroyed) return;
      await new Promise<void>((resolve) => response.write(piece, () => setImmediate(resolve)));
    }
    response.end();
  }

  return { url: server.url, requests, close: () => server.close() };
}

/** Reads a recording from a file; `.sse` and `.txt` are event streams, `.json` is JSON. */
export async function recordingFrom(file: string | URL): Promise<Recording> {
  const body = await readFile(file).catch((error: unknown) => {
    throw new LlmrrError('not-found', `cannot read the recording ${String(file)}: give a path or a file: URL that exists`, { cause: error });
  });
  const extension = /\.(\w+)$/.exec(String(file))?.[1];
  const contentType = { sse: eventStream, txt: eventStream, json: 'application/json' }[extension ?? ''];
  return { body, ...(contentType && { contentType }) };
}

const eventStream = 'text/event-stream; charset=utf-8';

function typeOf(bytes: Uint8Array): string {
  return /^\s*(?:data|event|id|retry|):/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1')) ? eventStream : 'application/json';
}

function* cut(bytes: Uint8Array, split: ReplayOptions['split']): Generator<Uint8Array> {
  const offsets = typeof split === 'number' ? Array.from({ length: Math.ceil(bytes.length / Math.max(split, 1)) }, (_, index) => index * Math.max(split, 1)) : (split ?? []);
  let from = 0;
  for (const to of [...offsets, bytes.length]) {
    const end = Math.min(Math.max(to, from), bytes.length);
    if (end > from) yield bytes.subarray(from, end);
    from = end;
  }
}
