import { systemClock, type Clock } from '@llmrr/core';
import { headerOf, notJson, parseJson, type HttpHeaders, type HttpResponse, type Transport } from '@llmrr/http';

import { missingKey, statusError, type Asked } from './api-error.ts';
import type { Preset } from './presets.ts';

export interface ConnectionOptions {
  readonly name: string;
  readonly preset: Preset;
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly clock?: Clock;
}

/** One account at one vendor. */
export interface Connection {
  readonly name: string;
  readonly preset: Preset;
  readonly baseUrl: string;
  asked(model?: string): Asked;
  /** Sends; throws the vendor's error for any status beyond 2xx, and `provider-auth` before sending when the key is missing. */
  send(path: string, asked: Asked, request: SendOptions): Promise<HttpResponse>;
}

export interface SendOptions {
  /** Sent as POST; without it the request is a GET. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** An event stream is expected. */
  readonly stream?: boolean;
  /** Instead of the connection's own. */
  readonly baseUrl?: string | undefined;
}

export function connection({ name, preset, baseUrl, apiKey, headers, transport, clock = systemClock }: ConnectionOptions): Connection {
  const key = apiKey?.trim() || undefined;
  const base = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'llmrr',
    ...(key !== undefined && (preset.keyHeader ? { [preset.keyHeader]: key } : { authorization: `Bearer ${key}` })),
  };
  // Headers of the configuration may be secrets too, whatever they are called.
  const secrets = [...(key === undefined ? [] : [key]), ...Object.values(headers)];
  const forJson = { ...base, accept: 'application/json', ...headers };
  const forEvents = { ...base, accept: 'text/event-stream', ...headers };
  const urls = new Map<string, string>();

  return {
    name,
    preset,
    baseUrl,
    asked: (model) => ({ provider: name, model, secrets, keyVariable: preset.keyVariable, nowWallMs: () => clock.wall() }),
    async send(path, asked, { body, signal, stream = false, baseUrl: other }) {
      if (key === undefined && preset.needsKey) throw missingKey(asked);
      const at = other === undefined ? path : other + path;
      let url = urls.get(at);
      if (url === undefined) urls.set(at, (url = (other ?? baseUrl) + path));
      const response = await transport.request({
        url,
        method: body === undefined ? 'GET' : 'POST',
        headers: stream ? forEvents : forJson,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
      if (response.status >= 200 && response.status < 300) return response;
      throw statusError(response.status, response.headers, await response.bytes(), asked);
    },
  };
}

/** The JSON of a successful answer, and its bytes. */
export async function jsonOf(response: HttpResponse, asked: Asked): Promise<{ readonly body: unknown; readonly bytes: Buffer }> {
  const bytes = await response.bytes();
  const text = bytes.toString('utf8');
  const body = parseJson(text);
  // Headers are read from the raw ones when first asked for, so only here.
  if (body === undefined) throw notJson(text, response.headers, asked.provider);
  return { bytes, body };
}

/** `events`, or `json` where the server answered in one piece although a stream was asked for. Throws `bad-gateway` for a page. */
export async function streamKind(response: HttpResponse, asked: Asked): Promise<'events' | 'json'> {
  const type = contentType(response.headers);
  if (type === '' || type === 'text/event-stream' || type === 'text/plain' || type === 'application/octet-stream') return 'events';
  if (type === 'application/json') return 'json';
  throw notJson((await response.bytes()).toString('utf8', 0, 1_000), response.headers, asked.provider);
}

function contentType(headers: HttpHeaders): string {
  return (headerOf(headers, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
