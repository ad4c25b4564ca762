/** Where a spelling is written: a method of the router, a field of a request, a key of the configuration ... */
export type AliasSurface = 'method' | 'request' | 'config' | 'environment' | 'result' | 'event' | 'registry';

/** What a bare number means under the accepted spelling; the canonical name carries its own unit (Ms, Seconds, Days, Bytes). */
export type AliasUnit = 'milliseconds' | 'seconds' | 'days' | 'mebibytes' | 'usd-per-thousand-tokens' | 'usd-per-token';

/** A spelling whose value changes its shape on the way; each is a named converter beside its reader. */
export type AliasForm =
  | 'merge' // an object whose keys go one by one to the canonical place; `true` and `false` go to its `enabled`
  | 'switch' // only `true` or `false` written in place of the whole section
  | 'ttl' // seconds, or milliseconds from 100 000 on
  | 'models' // a list of models, or an object about their storage
  | 'provider-models' // names of models under their provider
  | 'loading-strategy' // 'preloading' or 'lazy-loading'
  | 'database-url' // the Python driver in the scheme is taken out
  | 'prices' // one price or several, as numbers or as text
  | 'identity' // id and label in one
  | 'capability'; // the name of a capability

/** How the text of an environment variable is read; text where nothing is said. `flag`: only the string 'true' is true. */
export type AliasKind = 'integer' | 'number' | 'boolean' | 'flag' | 'list';

/** One accepted spelling of one canonical name. Paths are dotted; `*` stands for any key. */
export interface Alias {
  readonly surface: AliasSurface;
  readonly canonical: string;
  readonly accepted: string;
  /** Row or rule of the feature inventory that names it. */
  readonly guide: string;
  /** Version of the guides' software in which this was the name, and the first one in which it no longer was. */
  readonly since?: string;
  readonly until?: string;
  readonly unit?: AliasUnit;
  readonly form?: AliasForm;
  readonly kind?: AliasKind;
  /** Only read where another value has this text: 'vectorStore.provider=pinecone'. */
  readonly when?: string;
  /** Its use is reported with the new name. */
  readonly deprecated?: boolean;
}

/** Names of Python origin are read too: maxTokens gives max_tokens. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Canonical name, accepted spellings divided by spaces, and what else is to be said of them. */
export type AliasRow = readonly [canonical: string, accepted: string, rest?: Partial<Omit<Alias, 'surface' | 'canonical' | 'accepted'>>];

/** Rows of one surface; those that name no guide of their own have this one. */
export function spelled(surface: AliasSurface, guide: string, rows: readonly AliasRow[]): readonly Alias[] {
  return rows.flatMap(([canonical, accepted, rest]) => accepted.split(' ').map((one) => ({ surface, canonical, accepted: one, guide, ...rest })));
}
