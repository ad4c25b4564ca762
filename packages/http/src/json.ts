import { LlmrrError } from '@llmrr/core';

import { headerOf, type HttpHeaders, type HttpRequest, type HttpResponse } from './response.ts';
import type { Transport } from './transport.ts';

export interface JsonRequest extends Omit<HttpRequest, 'body'> {
  /** Sent as JSON; without it the request is a GET. */
  readonly json?: unknown;
}

export interface JsonResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly bytes: Buffer;
  readonly body: unknown;
}

const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json', 'accept-encoding': 'identity' };

/** Sends JSON; resolves at the headers, so that the caller may stream or collect. */
export function sendJson(transport: Transport, { json, headers, method, ...request }: JsonRequest): Promise<HttpResponse> {
  return transport.request({
    ...request,
    method: method ?? (json === undefined ? 'GET' : 'POST'),
    headers: headers ? { ...jsonHeaders, ...headers } : jsonHeaders,
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
}

/** Sends JSON and reads a JSON answer of any status. Throws `bad-gateway` when a 2xx answer is not JSON; others then have `body` undefined. */
export async function requestJson(transport: Transport, request: JsonRequest): Promise<JsonResponse> {
  const response = await sendJson(transport, request);
  const bytes = await response.bytes();
  const { status, headers } = response;
  if (status >= 200 && status < 300) return { status, headers, bytes, body: readJson(bytes, headers, hostOf(request.url)) };
  return { status, headers, bytes, body: parseJson(bytes.toString('utf8')) };
}

/** Parses a JSON body; throws `bad-gateway` that shows the content type and the beginning when it is something else, or nested too deep. */
export function readJson(bytes: Buffer, headers: HttpHeaders, host: string, maxDepth = 128): unknown {
  const text = bytes.toString('utf8');
  const body = parseJson(text, maxDepth);
  if (body !== undefined) return body;
  throw notJson(text, headers, host);
}

/** `bad-gateway` for an answer in another language, such as the HTML page of a proxy. */
export function notJson(text: string, headers: HttpHeaders, host: string): LlmrrError {
  const type = headerOf(headers, 'content-type') ?? 'no content type';
  const beginning = JSON.stringify(text.slice(0, 80));
  return new LlmrrError('bad-gateway', `${host} answered ${type} beginning with ${beginning} where JSON was expected; check that baseUrl points at the API`, {
    details: { host, contentType: type },
  });
}

/** `undefined` when the text is not JSON or is nested deeper than `maxDepth`, which would overflow the stack of those who walk it. */
export function parseJson(text: string, maxDepth = 128): unknown {
  // So many levels need as many closing brackets.
  if (text.length > 2 * maxDepth && deeperThan(text, maxDepth)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Counts brackets outside of strings, before anything is parsed. */
export function deeperThan(text: string, maxDepth: number): boolean {
  if (text.length <= maxDepth) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x5b:
      case 0x7b:
        if (++depth > maxDepth) return true;
        break;
      case 0x5d:
      case 0x7d:
        depth--;
        break;
      case 0x22: {
        index = stringEnd(text, index);
        if (index === -1) return false;
      }
    }
  }
  return false;
}

function stringEnd(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1) {
    let slashes = 0;
    while (text.charCodeAt(close - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return close;
    close = text.indexOf('"', close + 1);
  }
  return -1;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the upstream';
}
