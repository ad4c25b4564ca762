import { aliases, errorCodes } from '@llmrr/core';
import { aliasesPage } from './aliases-page.ts';
import { claims } from './claims.ts';
import { errorsPage } from './errors-page.ts';
import { featuresPage } from './features-page.ts';
import { inventory } from './inventory.ts';

export interface Page {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

/** Every page of docs/ that is made from the sources, as it should be now. */
export function pages(): Page[] {
  return [
    { path: 'docs/features.md', text: featuresPage(inventory(), claims()) },
    { path: 'docs/aliases.md', text: aliasesPage(aliases) },
    { path: 'docs/errors.md', text: errorsPage(errorCodes) },
  ];
}
