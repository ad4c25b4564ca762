import { normalizeModelEntry, type ConfigWarning, type ModelEntry, type ModelEntryOptions, type TemplateEntry } from '../configuration/index.ts';
import { nameIndex, type NameIndex } from './name-index.ts';
import { parseRegistry, registryFile, type RegistryFile } from './registry-file.ts';

/** Where the registry outlives the process; the facade gives one that writes models/registry.json atomically. */
export interface RegistryStore {
  /** `undefined` when nothing was written yet. */
  read(): Promise<unknown>;
  write(value: RegistryFile): Promise<void>;
}

export type RegistryEvent =
  | { readonly type: 'added' | 'replaced' | 'removed'; readonly id: string }
  | { readonly type: 'warning'; readonly warning: ConfigWarning }
  /** A literal key was not written to the store; it has to come from the environment the next time. */
  | { readonly type: 'secret-omitted'; readonly path: string };

export interface ModelRegistryOptions extends ModelEntryOptions {
  readonly store?: RegistryStore;
  readonly onEvent?: (event: RegistryEvent) => void;
}

/** The models that there are, by every name that they may be asked for. */
export interface ModelRegistry {
  /** What the store holds; again: what it holds now. */
  load(): Promise<void>;
  /** In any accepted spelling; an entry of the same id is replaced. With `persist: false` it is never written to the store. */
  add(input: unknown, options?: { readonly persist?: boolean }): ModelEntry;
  /** With `persist: false` only what was added that way goes, and a stored entry of that id shows again. False when there was none; `resolve` first to be told the nearest names. */
  remove(id: string, options?: { readonly persist?: boolean }): boolean;
  get(id: string): ModelEntry | undefined;
  all(): readonly ModelEntry[];
  /** By id, alias, provider:model or unique name, in this order. Throws `unknown-model`, `ambiguous-model`. */
  resolve(name: string): ModelEntry;
  /** Other names from the configuration: alias to id. */
  setAliases(aliases: Readonly<Record<string, string>>): void;
  readonly templates: readonly TemplateEntry[];
  readonly strategies: Readonly<Record<string, unknown>>;
  /** Writes what is to be kept, one write after the other. */
  save(): Promise<void>;
}

export function modelRegistry({ store, onEvent = () => undefined, ...entryOptions }: ModelRegistryOptions = {}): ModelRegistry {
  const kept = new Map<string, ModelEntry>();
  const passing = new Map<string, ModelEntry>();
  let templates: readonly TemplateEntry[] = [];
  let strategies: Readonly<Record<string, unknown>> = {};
  let aliases: Readonly<Record<string, string>> = {};
  let effective: ReadonlyMap<string, ModelEntry> | undefined;
  let index: NameIndex | undefined;
  let writing: Promise<void> = Promise.resolve();

  const changed = (): void => {
    effective = undefined;
    index = undefined;
  };
  const current = (): ReadonlyMap<string, ModelEntry> => (effective ??= new Map([...kept, ...passing]));
  const names = (): NameIndex => (index ??= nameIndex([...current().values()], aliases));

  return {
    async load() {
      if (!store) return;
      const file = parseRegistry(await store.read());
      kept.clear();
      for (const entry of file.models) kept.set(entry.id, entry);
      ({ templates, strategies } = file);
      changed();
      for (const warning of file.warnings) onEvent({ type: 'warning', warning });
    },
    add(input, { persist = true } = {}) {
      const { entry, warnings } = normalizeModelEntry(input, entryOptions);
      const known = current().has(entry.id);
      if (persist) {
        kept.set(entry.id, entry);
        passing.delete(entry.id);
      } else passing.set(entry.id, entry);
      changed();
      for (const warning of warnings) onEvent({ type: 'warning', warning });
      onEvent({ type: known ? 'replaced' : 'added', id: entry.id });
      return entry;
    },
    remove(id, { persist = true } = {}) {
      if (!(persist ? current() : passing).has(id)) return false;
      passing.delete(id);
      if (persist) kept.delete(id);
      changed();
      onEvent({ type: 'removed', id });
      return true;
    },
    get: (id) => current().get(id),
    all: () => [...current().values()],
    resolve: (name) => names().resolve(name),
    setAliases(next) {
      aliases = next;
      changed();
    },
    get templates() {
      return templates;
    },
    get strategies() {
      return strategies;
    },
    save() {
      if (!store) return Promise.resolve();
      const write = async (): Promise<void> => {
        const { file, omitted } = registryFile({ models: [...kept.values()], templates, strategies });
        await store.write(file);
        for (const path of omitted) onEvent({ type: 'secret-omitted', path });
      };
      // A write that failed does not keep the next one from trying.
      const done = writing.then(write);
      writing = done.catch(() => undefined);
      return done;
    },
  };
}
