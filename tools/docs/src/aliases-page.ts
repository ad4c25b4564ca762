import type { Alias, AliasForm, AliasSurface } from '@llmrr/core';
import { generatedNotice, table } from './markdown.ts';

const surfaces: Readonly<Record<AliasSurface, string>> = {
  method: 'Methods of the router',
  request: 'Fields of a request',
  config: 'Keys of the configuration',
  environment: 'Environment variables',
  result: 'Fields of a result',
  event: 'Events of a stream',
  registry: 'Entries of the model registry',
};

const forms: Readonly<Record<AliasForm, string>> = {
  merge: 'a section, taken over key by key; `true` and `false` switch it',
  switch: '`true` or `false` in place of the section',
  ttl: 'seconds; from 100 000 on, milliseconds',
  models: 'a list of models, or where they are kept',
  'provider-models': 'names under their provider',
  'loading-strategy': '`preloading` or `lazy-loading`',
  'database-url': 'without the Python driver',
  prices: 'a price or several, as numbers or as text',
  identity: 'id and label in one',
  capability: 'a capability',
};

/** docs/aliases.md: every spelling that is understood, by the canonical name that it stands for. */
export function aliasesPage(aliases: readonly Alias[]): string {
  const sections = Object.entries(surfaces).map(([surface, title]) => {
    const byName = new Map<string, string[]>();
    for (const alias of aliases) if (alias.surface === surface) byName.set(alias.canonical, [...(byName.get(alias.canonical) ?? []), describe(alias)]);
    return `## ${title}\n\n${table(['Canonical name', 'Also understood'], [...byName].map(([name, spellings]) => [`\`${name}\``, spellings.join('<br>')]))}`;
  });
  return [
    '# Accepted spellings',
    generatedNotice('packages/core/src/aliases'),
    `The guides call the same things by different names. All ${aliases.length} spellings below are read; write the canonical name. Where a path has \`*\`, any key stands there. For names of Python origin the snake_case form is read too. An id is that of the row of [docs/features.md](features.md) that names the spelling.`,
    ...sections,
  ].join('\n\n') + '\n';
}

function describe({ accepted, canonical, guide, since, until, unit, form, kind, when, deprecated }: Alias): string {
  const notes = [
    unit && `in ${unit.replaceAll('-', ' ')}`,
    form && forms[form],
    kind === 'flag' ? 'only `true` is true' : kind,
    when && `where \`${when}\``,
    since && (until ? `v${since} to v${until}` : `since v${since}`),
    deprecated && 'reported as deprecated',
    guide.startsWith('S') && guide,
  ].filter(Boolean);
  const name = accepted === canonical ? 'the same' : `\`${accepted}\``;
  return notes.length > 0 ? `${name} (${notes.join('; ')})` : name;
}
