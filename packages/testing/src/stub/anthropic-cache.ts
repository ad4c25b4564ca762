import { createHash } from 'node:crypto';
import type { Clock } from '@llmrr/core';
import { countTokens } from '../token.ts';
import type { MessagesRequest } from './anthropic-request.ts';

export interface CacheUsage {
  readonly readTokens: number;
  readonly writtenTokens: { readonly '5m': number; readonly '1h': number };
}

const lifetimeMs = { '5m': 300_000, '1h': 3_600_000 } as const;
const lookBack = 20;

interface Boundary {
  readonly key: string;
  readonly tokens: number;
  readonly ttl: '5m' | '1h' | undefined;
}

/** Prompt caching as Anthropic bills it: a marked prefix is written once and read until it expires; each read prolongs it. */
export function promptCache({ clock, minimumTokens }: { readonly clock: Clock; readonly minimumTokens: number }): (request: MessagesRequest) => CacheUsage {
  const entries = new Map<string, { expiresMs: number; readonly lifetimeMs: number }>();

  return (request) => {
    const boundaries = boundariesOf(request);
    const marked = boundaries.findLastIndex(({ ttl }) => ttl !== undefined);
    const last = boundaries[marked];
    if (!last?.ttl || last.tokens < minimumTokens) return { readTokens: 0, writtenTokens: { '5m': 0, '1h': 0 } };
    const nowMs = clock.now();
    const candidates = boundaries.slice(Math.max(0, marked - lookBack), marked + 1);
    const hit = candidates.findLast(({ key }) => (entries.get(key)?.expiresMs ?? -1) > nowMs);
    const entry = hit && entries.get(hit.key);
    if (entry) entry.expiresMs = nowMs + entry.lifetimeMs;
    for (const { key, tokens, ttl } of boundaries) {
      if (ttl && tokens >= minimumTokens && key !== hit?.key) entries.set(key, { expiresMs: nowMs + lifetimeMs[ttl], lifetimeMs: lifetimeMs[ttl] });
    }
    const readTokens = hit?.tokens ?? 0;
    const written = last.tokens - readTokens;
    return { readTokens, writtenTokens: { '5m': last.ttl === '5m' ? written : 0, '1h': last.ttl === '1h' ? written : 0 } };
  };
}

/** The end of each block in prompt order, with a hash of everything before it. */
function boundariesOf({ tools = [], system = [], messages, model, cache_control: automatic }: MessagesRequest): readonly Boundary[] {
  const hash = createHash('sha256').update(model);
  const boundaries: Boundary[] = [];
  let tokens = 0;
  const add = (value: object, text: string) => {
    const { cache_control: mark, ...rest } = value as { readonly cache_control?: { readonly ttl?: '5m' | '1h' | undefined } | null };
    hash.update(JSON.stringify(rest));
    tokens += countTokens(text);
    boundaries.push({ key: hash.copy().digest('base64'), tokens, ttl: mark ? mark.ttl ?? '5m' : undefined });
  };
  for (const tool of tools) add(tool, JSON.stringify(tool));
  for (const block of typeof system === 'string' ? [{ type: 'text', text: system }] : system) add(block, block.text);
  for (const { role, content } of messages) {
    hash.update(role);
    for (const block of typeof content === 'string' ? [{ type: 'text', text: content } as const] : content) add(block, block.type === 'text' ? block.text : JSON.stringify(block));
  }
  const end = boundaries.at(-1);
  return automatic && end ? [...boundaries.slice(0, -1), { ...end, ttl: end.ttl ?? automatic.ttl ?? '5m' }] : boundaries;
}
