import type { z } from 'zod';

export interface FirstIssue {
  readonly issue: z.core.$ZodIssue | undefined;
  readonly path: readonly PropertyKey[];
  /** What stood at that path. */
  readonly found: unknown;
}

/** The first thing wrong, inside the branch of a union that came furthest. */
export function firstIssue({ issues }: z.ZodError, body: unknown): FirstIssue {
  let issue: z.core.$ZodIssue | undefined = issues[0];
  const path = [...(issue?.path ?? [])];
  while (issue?.code === 'invalid_union' && issue.errors.length > 0) {
    const furthest: readonly z.core.$ZodIssue[] = issue.errors.reduce((best, each) => (reach(each) > reach(best) ? each : best));
    issue = furthest[0];
    path.push(...(issue?.path ?? []));
  }
  const found = path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined), body);
  return { issue, path, found };
}

/** Deeper is further; at the same depth, a value of the right type. */
const reach = (issues: readonly z.core.$ZodIssue[]): number => Math.max(...issues.map(({ path, code }) => 2 * path.length + (code === 'invalid_type' ? 0 : 1)));
