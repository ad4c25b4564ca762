import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { LlmrrError } from '@llmrr/core';

/** Throws `unauthorized` unless the request carries one of the keys. Takes as long for a wrong key as for a right one. */
export function keyCheck(keys: readonly string[]): (headers: IncomingHttpHeaders) => void {
  const digests = keys.map(digest);
  return (headers) => {
    const given = keyOf(headers);
    if (given === undefined) throw new LlmrrError('unauthorized', 'this gateway wants a key: send `Authorization: Bearer KEY` with one of server.keys');
    const asked = digest(given);
    let known = false;
    for (const one of digests) known = timingSafeEqual(one, asked) || known;
    if (!known) throw new LlmrrError('unauthorized', 'this key is none of the gateway’s; check server.keys');
  };
}

function keyOf({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | undefined {
  if (authorization !== undefined) return /^bearer\s+(\S+)\s*$/i.exec(authorization)?.[1];
  return typeof apiKey === 'string' && apiKey !== '' ? apiKey : undefined;
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
