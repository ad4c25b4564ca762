// What vendors send is read field by field, as leniently as possible: unknown fields are kept aside, odd types ignored.
// A zod schema would add a quarter to the cost of every event of a stream (docs/decisions/0003).

export type Wire = Readonly<Record<string, unknown>>;

const empty: Wire = {};

export function record(value: unknown): Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : empty;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Finite numbers only. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The fields that we do not know, or undefined if there are none. */
export function unknownFields(wire: Wire, known: ReadonlySet<string>): Record<string, unknown> | undefined {
  let unknown: Record<string, unknown> | undefined;
  for (const key in wire) {
    if (known.has(key)) continue;
    const value = wire[key];
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    (unknown ??= {})[key] = value;
  }
  return unknown;
}
