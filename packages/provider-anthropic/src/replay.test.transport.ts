import { readFileSync } from 'node:fs';

import { collector, type Answer, type Content, type LanguageCall, type LanguageModel, type StreamPart } from '@llmrr/core';
import type { HttpHeaders, HttpRequest, HttpResponse, Transport } from '@llmrr/http';

import { anthropic, type AnthropicOptions } from './anthropic.ts';

/** One answer of the API, without a network. */
export interface Reply {
  readonly status?: number;
  readonly headers?: HttpHeaders;
  readonly body: string | Uint8Array | object;
  /** Lengths of the pieces in which the body arrives; the rest is the last one. */
  readonly pieces?: readonly number[];
  /** Thrown behind the body. */
  readonly breaks?: unknown;
}

export interface Replay extends Transport {
  readonly requests: (HttpRequest & { readonly json: Record<string, unknown> })[];
  /** Bodies given up before their end, and those released as complete. */
  readonly abandoned: () => number;
  readonly released: () => number;
}

/** Answers one request after another. */
export function replay(...replies: readonly Reply[]): Replay {
  const requests: Replay['requests'] = [];
  let abandoned = 0;
  let released = 0;
  return {
    requests,
    abandoned: () => abandoned,
    released: () => released,
    async request(request) {
      const reply = replies[requests.length];
      requests.push({ ...request, json: request.body === undefined ? {} : (JSON.parse(String(request.body)) as Record<string, unknown>) });
      if (!reply) throw new Error(`request ${requests.length} has no reply`);
      return response(reply, { abandon: () => abandoned++, release: () => released++ });
    },
    close: () => Promise.resolve(),
  };
}

function response({ status = 200, headers, body, pieces = [], breaks }: Reply, on: { abandon(): void; release(): void }): HttpResponse {
  const bytes = body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const type = typeof body === 'object' && !(body instanceof Uint8Array) ? 'application/json' : 'text/event-stream; charset=utf-8';
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let at = 0;
    let whole = false;
    try {
      for (const length of [...pieces, bytes.length]) {
        if (at >= bytes.length) break;
        yield bytes.subarray(at, (at += length));
      }
      whole = true;
    } finally {
      if (!whole) on.abandon();
    }
    if (breaks !== undefined) throw breaks;
  }
  return { status, headers: headers ?? { 'content-type': type }, bytes: async () => bytes, chunks: chunks(), release: on.release };
}

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
}

export function jsonFixture(name: string): object {
  return JSON.parse(fixture(name).toString('utf8')) as object;
}

export const opened = (name: string, transport: Transport, options: Partial<AnthropicOptions> = {}): Promise<LanguageModel> =>
  anthropic({ apiKey: 'sk-ant-test-key', transport, ...options }).languageModel({ uri: `anthropic:${name}`, scheme: 'anthropic', rest: name });

export const hello: LanguageCall = { messages: [{ role: 'user', content: 'Hello' }], maxTokens: 256 };

export async function partsOf(model: LanguageModel, call: LanguageCall): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of model.stream(call)) parts.push(part);
  return parts;
}

/** What `body` made the model say, as parts. */
export async function answered(body: Reply['body'], { call = hello, name = 'claude-sonnet-4-5', ...reply }: { call?: LanguageCall; name?: string } & Partial<Reply> = {}): Promise<StreamPart[]> {
  return partsOf(await opened(name, replay({ ...reply, body })), call);
}

export async function thrown(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Parts without the bytes for relay, and with the pieces of each block joined, so that streams and wholes compare. */
export function joined(parts: readonly StreamPart[]): object[] {
  const result: Record<string, unknown>[] = [];
  for (const { raw: _, ...part } of parts) {
    const last = result.at(-1);
    if (last && last['type'] === part.type && 'index' in part && last['index'] === part.index && part.type !== 'vendor') {
      for (const [key, value] of Object.entries(part)) {
        last[key] = (key === 'text' || key === 'arguments') && typeof last[key] === 'string' ? last[key] + String(value) : value;
      }
    } else result.push({ ...part });
  }
  return result;
}

/** The content of the assistant's message that goes into the next turn. */
export function contentOf(parts: readonly StreamPart[]): readonly Content[] {
  return answerOf(parts).content;
}

export function answerOf(parts: readonly StreamPart[]): Answer {
  const answer = collector('anthropic:test');
  for (const part of parts) answer.add(part);
  return answer.answer();
}
