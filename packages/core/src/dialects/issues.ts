import type { z } from 'zod';
import { LlmrrError } from '../error.ts';

/** What is wrong with a request, by path: 'messages[0].content: expected string, received number'. */
export function requestError(error: z.ZodError, where = 'request'): LlmrrError {
  const problems = error.issues.slice(0, 5).flatMap((issue) => describe(issue, []));
  const more = error.issues.length > 5 ? ` (and ${error.issues.length - 5} more)` : '';
  return new LlmrrError('invalid-request', `${where}: ${problems.map(({ path, message }) => `${path ? `${path}: ` : ''}${message}`).join('; ')}${more}`, {
    details: { problems, ...(problems[0]?.path && { param: problems[0].path }) },
  });
}

interface Problem {
  readonly path: string;
  readonly message: string;
}

/** A union fails as a whole: of its branches the one that came furthest tells what was meant. */
function describe(issue: z.core.$ZodIssue, prefix: readonly PropertyKey[]): Problem[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const depth = (branch: readonly z.core.$ZodIssue[]) => Math.max(0, ...branch.map((inner) => inner.path.length));
    const best = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0]!;
    if (depth(best) > 0) return best.slice(0, 2).flatMap((inner) => describe(inner, path));
    const expected = issue.errors.flat().flatMap((inner) => ('expected' in inner ? [String(inner.expected)] : 'values' in inner ? inner.values.map(String) : []));
    if (expected.length > 0) return [{ path: pathText(path), message: `expected ${[...new Set(expected)].join(' or ')}` }];
  }
  return [{ path: pathText(path), message: issue.message.replace(/^Invalid input: /, '') }];
}

function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) text += typeof key === 'number' ? `[${key}]` : `${text && '.'}${String(key)}`;
  return text;
}
