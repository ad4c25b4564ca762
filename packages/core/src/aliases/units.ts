import type { AliasUnit } from './alias.ts';

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1_000, sec: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const bytes: Readonly<Record<string, number>> = { b: 1, kb: 1024, kib: 1024, mb: 1024 ** 2, mib: 1024 ** 2, gb: 1024 ** 3, gib: 1024 ** 3 };

/** Milliseconds in a text such as '1h', '3600s', '500ms', '30d'; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, milliseconds);
}

/** Bytes in a text such as '500MB' (1024 based, as memory is sold); undefined when it is none. */
export function parseSize(text: string): number | undefined {
  return parseQuantity(text, bytes);
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text);
  const unit = match?.[2]!.toLowerCase();
  if (!match || unit === undefined || !Object.hasOwn(units, unit)) return undefined;
  return Number(match[1]) * units[unit]!;
}

const base: Readonly<Record<AliasUnit, number>> = {
  milliseconds: 1,
  seconds: 1_000,
  days: 86_400_000,
  mebibytes: 1024 ** 2,
  'usd-per-thousand-tokens': 1_000,
  'usd-per-token': 1_000_000,
};

/** A value written in that unit, in the unit that the canonical name carries. What is no quantity is given back for the schema to refuse. */
export function convertUnit(value: unknown, unit: AliasUnit, canonical: string): unknown {
  const target = canonical.endsWith('Seconds') ? 1_000 : canonical.endsWith('Days') ? 86_400_000 : 1;
  if (typeof value === 'number') return base[unit] === target ? value : tidy((value * base[unit]) / target);
  if (typeof value !== 'string') return value;
  const parsed = unit === 'mebibytes' ? parseSize(value) : unit.startsWith('usd') ? undefined : parseDuration(value);
  return parsed === undefined ? value : tidy(parsed / target);
}

/** 0.001 * 1000 is 1, whatever the binary fraction says. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}
