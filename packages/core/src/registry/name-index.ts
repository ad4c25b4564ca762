import { distance } from 'fastest-levenshtein';
import type { ModelEntry } from '../configuration/index.ts';
import { LlmrrError } from '../error.ts';

/** Finds a model by what a caller may write, in this order: id, alias, provider:model, model name (R-09). */
export interface NameIndex {
  /** Throws `unknown-model` with the nearest names, `ambiguous-model` with the ids. */
  resolve(name: string): ModelEntry;
}

export function nameIndex(entries: readonly ModelEntry[], aliases: Readonly<Record<string, string>>): NameIndex {
  const ids = new Map(entries.map((entry) => [entry.id, entry]));
  const byAlias = new Map<string, ModelEntry[]>();
  const byProvider = new Map<string, ModelEntry[]>();
  const byName = new Map<string, ModelEntry[]>();
  for (const entry of entries) {
    const model = entry.source.slice(entry.source.indexOf(':') + 1);
    for (const alias of entry.aliases ?? []) append(byAlias, alias, entry);
    append(byProvider, entry.source, entry);
    if (entry.provider !== undefined) append(byProvider, `${entry.provider}:${model}`, entry);
    append(byName, entry.name, entry);
    append(byName, model, entry);
  }
  for (const [alias, id] of Object.entries(aliases)) {
    const entry = ids.get(id);
    if (entry) append(byAlias, alias, entry);
  }
  const steps = [byAlias, byProvider, byName];

  return {
    resolve(name) {
      const entry = ids.get(name);
      if (entry) return entry;
      for (const step of steps) {
        const found = step.get(name);
        if (found === undefined) continue;
        if (found.length === 1) return found[0]!;
        throw new LlmrrError('ambiguous-model', `"${shown(name)}" names ${found.length} models: ${found.map(({ id }) => id).join(', ')}; use one of these ids`, {
          details: { model: shown(name), ids: found.map(({ id }) => id) },
        });
      }
      const nearest = nearestNames(name, [...ids.keys(), ...byAlias.keys(), ...byProvider.keys(), ...byName.keys()]);
      throw new LlmrrError(
        'unknown-model',
        ids.size === 0 ? `unknown model "${shown(name)}"; no model is registered` : `unknown model "${shown(name)}"; ${nearest.length > 0 ? `nearest are ${nearest.join(', ')}` : `registered are ${[...ids.keys()].slice(0, 10).join(', ')}`}`,
        { details: { model: shown(name), nearest } },
      );
    },
  };
}

/** Those that differ in no more than half of their letters, nearest first; ids before other names. */
function nearestNames(name: string, known: readonly string[]): readonly string[] {
  if (name.length > 200) return [];
  const wanted = name.toLowerCase();
  return [...new Set(known)]
    .map((one) => ({ one, far: distance(one.toLowerCase(), wanted) }))
    .filter(({ one, far }) => far <= Math.max(one.length, name.length) / 2)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ one }) => one);
}

function append(index: Map<string, ModelEntry[]>, key: string, entry: ModelEntry): void {
  const known = index.get(key);
  if (!known) index.set(key, [entry]);
  else if (!known.includes(entry)) known.push(entry);
}

function shown(name: string): string {
  return String(name).slice(0, 100);
}
