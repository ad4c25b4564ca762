import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

import { LlmrrError } from '@llmrr/core';
import ipaddr from 'ipaddr.js';

/** Whether an IP address is reachable by anyone: neither loopback, private, link-local, multicast nor reserved. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  let parsed = ipaddr.parse(bare);
  if (parsed instanceof ipaddr.IPv6) {
    // Forms that carry an IPv4 address are judged by that address.
    const bytes = parsed.toByteArray();
    const range = parsed.range();
    if (range === 'ipv4Mapped') parsed = parsed.toIPv4Address();
    else if (range === 'rfc6052') parsed = new ipaddr.IPv4(bytes.slice(12));
    else if (range === '6to4') parsed = new ipaddr.IPv4(bytes.slice(2, 6));
  }
  return parsed.range() === 'unicast';
}

/** For a URL that a client sent: http(s), no credentials, and not a literal private address in any spelling. Throws `forbidden`. */
export function assertPublicUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) {
    throw new LlmrrError('invalid-request', `expected an absolute http or https URL, found ${JSON.stringify(url.slice(0, 100))}`);
  }
  if (parsed.username || parsed.password) {
    throw new LlmrrError('invalid-request', `the URL of ${parsed.hostname} must not contain a user name or password`);
  }
  // The URL parser has already turned 0x7f.1, 2130706433 and the like into four decimal numbers.
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) ? !isPublicAddress(host) : /(^|\.)localhost\.?$/i.test(host)) throw privateAddress(parsed.hostname, host);
  return parsed;
}

/** A DNS lookup that refuses a name as soon as one of its addresses is not public (rebinding). */
export function publicLookup(lookup: LookupFunction = systemLookup as LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      if (error) return callback(error, address, family);
      const found: readonly LookupAddress[] = typeof address === 'string' ? [{ address, family: family ?? 4 }] : address;
      const bad = found.find((entry) => !isPublicAddress(entry.address));
      if (bad) return callback(privateAddress(hostname, bad.address), address, family);
      callback(null, address, family);
    });
  };
}

export function privateAddress(host: string, address: string): LlmrrError {
  return new LlmrrError('forbidden', `${host} is ${address}, which is not a public address; requests may not choose targets inside the network`, {
    details: { host, address },
  });
}
