import type { z } from 'zod';
import { LlmrrError } from '../error.ts';
import { isSecret } from './secrets.ts';

/** One thing that is wrong, at its canonical path. */
export interface ConfigProblem {
  readonly path: string;
  readonly message: string;
  /** The spelling or variable that the user wrote. */
  readonly written?: string;
}

/** What zod found, in one sentence each: what was expected and what is there. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], tree: unknown, written: ReadonlyMap<string, string>): readonly ConfigProblem[] {
  return issues.map((issue) => {
    const path = pathText(issue.path);
    const given = written.get(issue.path.join('.'));
    return { path, message: `${expectation(issue)}${found(tree, issue.path)}`, ...(given !== undefined && given !== path && { written: given }) };
  });
}

/** The text is fixed by the guides (S2-026); the problems are in the details too. Names at most ten. */
export function configError(problems: readonly ConfigProblem[]): LlmrrError {
  const shown = problems.slice(0, 10).map(({ path, message, written }) => `${path}${written === undefined ? '' : ` (written as ${written})`}: ${message}`);
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : '';
  return new LlmrrError('invalid-config', `Configuration validation failed: ${shown.join('; ')}${more}`, { details: { problems } });
}

/** 'modelList[0].options' */
export function pathText(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) text += typeof key === 'number' ? `[${key}]` : `${text && '.'}${String(key)}`;
  return text;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union') {
    const wanted = issue.errors.flat().flatMap((inner) => ('expected' in inner ? [String(inner.expected)] : []));
    if (wanted.length > 0) return `expected ${[...new Set(wanted)].join(' or ')}`;
  }
  if (issue.code === 'invalid_key') return 'expected a name of 1 to 512 characters as key';
  return issue.message.replace(/^(?:Invalid input|Invalid option|Too small|Too big|Invalid string): /, '').replace(/, received \w+$/, '');
}

function found(tree: unknown, path: readonly PropertyKey[]): string {
  let value: unknown = tree;
  for (const key of path) value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  if (value === undefined) return ', found nothing';
  if (isSecret(path.map(String))) return '';
  const text = typeof value === 'function' ? 'a function' : Array.isArray(value) ? `a list of ${value.length}` : typeof value === 'object' && value !== null ? 'an object' : (JSON.stringify(value) ?? String(value));
  return `, found ${text.length > 60 ? `${text.slice(0, 60)}...` : text}`;
}
