import type { IncomingHttpHeaders } from 'node:http';
import { LlmrrError } from '@llmrr/core';
import { isLoopback, type Settings } from './server-options.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** Throws `forbidden` for a Host that is not ours (DNS rebinding) and for web pages of origins that were not allowed. Returns the allowed foreign origin. */
export function visitorCheck({ host, allowedHosts, corsOrigins }: Pick<Settings, 'host' | 'allowedHosts' | 'corsOrigins'>): (headers: IncomingHttpHeaders, isPage: boolean) => string | undefined {
  const guarded = (isLoopback(host) || allowedHosts.length > 0) && !allowedHosts.includes('*');
  const names = new Set([...loopbackNames, host, ...allowedHosts].map((name) => name.toLowerCase()));
  const origins = new Set(corsOrigins);
  let lastHost: string | undefined;

  return (headers, isPage) => {
    const { origin } = headers;
    // Nearly every request comes under the same name: it is checked once.
    if (guarded && headers.host !== lastHost) {
      const name = nameOf(headers.host ?? '');
      if (!names.has(name) && !name.endsWith('.localhost')) {
        throw new LlmrrError('forbidden', `the gateway is not known as ${JSON.stringify(name)}; use localhost, or add the name to server.allowedHosts`);
      }
      lastHost = headers.host;
    }
    if (origin === undefined) {
      // A picture on a foreign page, or a link to what costs something, sends no Origin; but browsers say where it comes from.
      if (headers['sec-fetch-site'] === 'cross-site' && !(isPage && headers['sec-fetch-mode'] === 'navigate') && !origins.has('*')) throw foreign('another site');
      return undefined;
    }
    if (URL.canParse(origin) && new URL(origin).host === headers.host) return undefined;
    if (origins.has('*') || origins.has(origin)) return origin;
    throw foreign(origin);
  };
}

function foreign(origin: string): LlmrrError {
  return new LlmrrError('forbidden', `web pages of ${origin} may not use this gateway; add the origin to server.corsOrigins`);
}

function nameOf(host: string): string {
  return host.replace(/:\d*$/, '').toLowerCase();
}
