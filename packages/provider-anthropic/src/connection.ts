import { LlmrrError } from '@llmrr/core';
import { sendJson, type HttpResponse, type Transport } from '@llmrr/http';

export interface ConnectionOptions {
  readonly provider: string;
  readonly apiKey?: string | undefined;
  readonly baseUrl: string;
  readonly betas: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: Transport;
}

export interface Sending {
  readonly path: string;
  readonly version: string;
  readonly betas?: readonly string[];
  readonly json?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Requests with our key and headers, to this origin and nowhere else. */
export interface Connection {
  send(sending: Sending): Promise<HttpResponse>;
}

const official = 'https://api.anthropic.com';

export function connection({ provider, apiKey, baseUrl, betas: always, headers, transport }: ConnectionOptions): Connection {
  const base = baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const fixed = { 'user-agent': 'llmrr', ...(apiKey !== undefined && { 'x-api-key': apiKey }), ...own };
  const anonymous = !('x-api-key' in fixed) && !('authorization' in fixed);
  return {
    async send({ path, version, betas = [], json, signal }) {
      // Proxies may need no key of ours; the API always does.
      if (anonymous && base === official) throw new LlmrrError('provider-auth', `${provider} has no key; set ANTHROPIC_API_KEY, or pass apiKey`, { details: { provider } });
      const wanted = [...new Set([...always, ...betas])];
      return sendJson(transport, {
        url: base + path,
        headers: { 'anthropic-version': version, ...(wanted.length > 0 && { 'anthropic-beta': wanted.join(',') }), ...fixed },
        ...(json !== undefined && { json }),
        ...(signal && { signal }),
      });
    },
  };
}
