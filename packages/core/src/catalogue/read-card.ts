import type { Capability } from '../card.ts';

/** What we read of a models.dev entry, as tokenlens ships them. */
export interface PublishedCard {
  readonly id: string;
  readonly tool_call?: boolean;
  readonly reasoning?: boolean;
  readonly modalities?: { readonly input?: readonly string[]; readonly output?: readonly string[] };
  readonly cost?: { readonly input?: number; readonly output?: number };
  readonly limit?: { readonly context?: number; readonly output?: number };
}
export type PublishedCards = Readonly<Record<string, { readonly models: Readonly<Record<string, PublishedCard>> }>>;

const day = /-(?:\d{8}|\d{4}-\d{2}-\d{2})$/;

/** The entry of that name; a date at the end, or 'latest', is not a difference. Of several dates the newest. */
export function findCard(models: Readonly<Record<string, PublishedCard>>, name: string): PublishedCard | undefined {
  if (Object.hasOwn(models, name)) return models[name];
  const base = name.replace(/-latest$/, '').replace(day, '');
  if (base !== name && Object.hasOwn(models, base)) return models[base];
  const dated = Object.keys(models).filter((id) => day.test(id) && id.replace(day, '') === base);
  const newest = dated.sort().at(-1);
  return newest === undefined || (day.test(name) && newest !== name) ? undefined : models[newest];
}

export function capabilitiesOf({ id, tool_call, reasoning, modalities }: PublishedCard): readonly Capability[] {
  if (/embed/i.test(id)) return ['embedding'];
  const input = new Set(modalities?.input);
  return [
    ...(modalities?.output?.includes('text') ? (['text-generation'] as const) : []),
    ...(tool_call ? (['tools'] as const) : []),
    ...(input.has('image') ? (['images'] as const) : []),
    ...(input.has('pdf') ? (['files'] as const) : []),
    ...(input.has('audio') ? (['audio'] as const) : []),
    ...(reasoning ? (['reasoning'] as const) : []),
  ];
}
