import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import { LlmrrError } from '@llmrr/core';
import { buildConnector } from 'undici';

import { isPublicAddress, privateAddress, publicLookup } from './public-address.ts';

interface ConnectorOptions {
  readonly connectTimeoutMs: number;
  readonly publicOnly: boolean;
  readonly lookup: LookupFunction | undefined;
  /** PEM certificates trusted beside the system's. */
  readonly ca: string | readonly string[] | undefined;
}

/** Opens sockets: an exact time limit over DNS, TCP and TLS together, and the guard against private addresses. */
export function connector({ connectTimeoutMs, publicOnly, lookup, ca }: ConnectorOptions): buildConnector.connector {
  const guarded = publicOnly ? publicLookup(lookup) : lookup;
  // timeout 0: undici's own timer is only good to a second.
  const open = buildConnector({ timeout: 0, ...(guarded && { lookup: guarded }), ...(ca !== undefined && { ca: ca as string | string[] }) });
  return (options, callback) => {
    const host = options.hostname;
    if (publicOnly && isIP(host) && !isPublicAddress(host)) return callback(privateAddress(host, host), null);
    const socket = open(options, (error, opened) => {
      clearTimeout(timer);
      if (error || !opened) return callback(error ?? new Error('no socket'), null);
      const address = (opened as Socket).remoteAddress;
      if (publicOnly && !(address && isPublicAddress(address))) {
        opened.on('error', () => undefined).destroy();
        return callback(privateAddress(host, address ?? 'unknown'), null);
      }
      callback(null, opened as TLSSocket);
    }) as unknown as Socket;
    const timer = setTimeout(() => {
      socket.destroy(
        new LlmrrError('timeout', `${options.host ?? host} did not accept the connection within ${connectTimeoutMs} ms`, {
          details: { phase: 'connect', host: options.host ?? host, limitMs: connectTimeoutMs },
        }),
      );
    }, connectTimeoutMs);
  };
}
