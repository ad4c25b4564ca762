import { headerOf, type HttpHeaders } from './response.ts';

const dayMs = 86_400_000;

/** How long the upstream asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. At most a day; nonsense is no answer. */
export function parseRetryAfter(headers: HttpHeaders, nowWallMs: number): number | undefined {
  const exact = number(headerOf(headers, 'retry-after-ms'));
  if (exact !== undefined) return within(exact);
  const value = headerOf(headers, 'retry-after');
  const seconds = number(value);
  if (seconds !== undefined) return within(seconds * 1_000);
  // Date.parse takes almost anything ('-5' is a year), so only what begins with a day's name is a date.
  if (value === undefined || !/^(mon|tue|wed|thu|fri|sat|sun)/i.test(value.trim())) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(0, date - nowWallMs), dayMs);
}

function number(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

function within(milliseconds: number): number | undefined {
  return milliseconds < 0 ? undefined : Math.min(Math.ceil(milliseconds), dayMs);
}
