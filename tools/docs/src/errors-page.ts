import type { errorCodes } from '@llmrr/core';
import { generatedNotice, table, tableCell } from './markdown.ts';

const scopes = {
  request: 'The request cannot be served as it is; another model would refuse it too.',
  model: 'This model cannot serve it; another one is tried.',
  upstream: 'The provider failed; it is retried, then another model is tried.',
  gateway: 'This software or its configuration is at fault.',
};

/** docs/errors.md: every code, grouped by whose fault it is. */
export function errorsPage(codes: typeof errorCodes): string {
  const sections = Object.entries(scopes).map(([scope, meaning]) => {
    const rows = Object.entries(codes)
      .filter(([, entry]) => entry.scope === scope)
      .map(([code, entry]) => [`\`${code}\``, String(entry.status), entry.retryable ? 'yes' : 'no', tableCell(entry.meaning), tableCell(entry.remedy)]);
    return `## ${scope}\n\n${meaning}\n\n${table(['Code', 'HTTP', 'Retried', 'What it means', 'What to do'], rows)}`;
  });
  return [
    '# Error codes',
    generatedNotice('packages/core/src/error-codes.ts'),
    'Everything that goes wrong is thrown as one class, `LlmrrError`, with one of these codes. Ask with `LlmrrError.is(error, code)`; the server sends the code as `error.code` with the HTTP status beside it.',
    ...sections,
  ].join('\n\n') + '\n';
}
