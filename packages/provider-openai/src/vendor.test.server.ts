import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { EmbeddingModel, LanguageCall, LanguageModel, Source, StreamPart } from '@llmrr/core';
import { transport, type Transport } from '@llmrr/http';

import { openai, type OpenAiOptions } from './provider.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export type Answer = (response: ServerResponse, received: Received) => void;

/** A vendor on loopback: answers requests in the order of `answers`, the last one again and again. */
export interface Vendor {
  readonly url: string;
  readonly received: Received[];
  readonly http: Transport;
  answers: readonly Answer[];
  language(model: string, options?: Partial<OpenAiOptions>, source?: Partial<Source>): Promise<LanguageModel>;
  embedding(model: string, options?: Partial<OpenAiOptions>, source?: Partial<Source>): Promise<EmbeddingModel>;
  close(): Promise<void>;
}

export const apiKey = 'sk-test-0123456789abcdef';

export async function vendor(): Promise<Vendor> {
  const received: Received[] = [];
  const http = transport();
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
      received.push(one);
      const answer = self.answers[Math.min(received.length, self.answers.length) - 1];
      if (answer) answer(response, one);
      else response.writeHead(500).end('no answer scripted');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const provider = (options: Partial<OpenAiOptions> = {}) => openai({ preset: 'openai', apiKey, baseUrl: url, transport: http, ...options });
  const self: Vendor = {
    url,
    received,
    http,
    answers: [],
    language: async (model, options, source) => (await provider(options).languageModel?.(sourceOf(model, source))) as LanguageModel,
    embedding: async (model, options, source) => (await provider(options).embeddingModel?.(sourceOf(model, source))) as EmbeddingModel,
    async close() {
      await http.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}

export function sourceOf(model: string, more: Partial<Source> = {}): Source {
  return { uri: `openai:${model}`, scheme: 'openai', rest: model, ...more };
}

export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
}

export function events(text: string): Answer {
  return (response) => response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).end(text);
}

/** A transport that gives the same answer to every request, in the given pieces; nothing is sent anywhere. */
export function canned(pieces: readonly Uint8Array[], contentType = 'text/event-stream'): Transport {
  return {
    request: async () => ({
      status: 200,
      headers: { 'content-type': contentType },
      bytes: async () => Buffer.concat(pieces),
      chunks: {
        async *[Symbol.asyncIterator]() {
          yield* pieces;
        },
      },
      release: () => undefined,
    }),
    close: async () => undefined,
  };
}

export const question: LanguageCall = { messages: [{ role: 'user', content: 'Where is Copenhagen?' }] };

export async function collect(model: LanguageModel, call: LanguageCall = question): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of model.stream(call)) parts.push(part);
  return parts;
}

/** Without raw bytes, and with the pieces of each block joined: the same however the stream was cut. */
export function joined(parts: readonly StreamPart[]): unknown[] {
  const all: Record<string, unknown>[] = [];
  for (const { raw: _raw, ...part } of parts) {
    const before = all.at(-1);
    const piece = part as Record<string, unknown>;
    const growing = part.type === 'tool-call' ? 'arguments' : 'text';
    const same = before?.['type'] === part.type && 'index' in part && before['index'] === part.index && typeof piece[growing] === 'string';
    if (same && part.type !== 'vendor' && !('signature' in piece) && !('id' in piece)) before[growing] = String(before[growing]) + String(piece[growing]);
    else if (!('index' in part && piece[growing] === '' && part.type !== 'tool-call' && !('signature' in piece))) all.push({ ...piece });
  }
  return all;
}

export function rawBytes(parts: readonly StreamPart[]): Buffer {
  return Buffer.concat(parts.map((part) => part.raw?.bytes ?? new Uint8Array()));
}
