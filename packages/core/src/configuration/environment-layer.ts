import { convertUnit, environmentAliases, type Alias } from '../aliases/index.ts';
import { convert } from './converters.ts';
import { configError, type ConfigProblem } from './problems.ts';
import type { Tree } from './plain-copy.ts';
import type { Environment } from './references.ts';
import { overlay, pathOf, read } from './tree-path.ts';
import type { Layer } from './normalize-config.ts';
import type { ConfigWarning } from './warning.ts';

/** What the environment says, in canonical names. `others` is the rest of the configuration, for variables that depend on it. Throws `invalid-config` naming the variable. */
export function environmentLayer(environment: Environment, others: Tree): Layer {
  let tree: Tree = {};
  const warnings: ConfigWarning[] = [];
  const written = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const alias of environmentAliases) {
    const { accepted, canonical } = alias;
    const text = Object.hasOwn(environment, accepted) ? environment[accepted]?.trim() : undefined;
    if (text === undefined || text === '' || !applies(alias, others)) continue;
    if (alias.deprecated) warnings.push({ code: 'CONFIG_DEPRECATED', path: accepted, canonical: currentName(alias), message: `${accepted} is the name of version ${alias.since ?? '1'}; set ${currentName(alias)}` });
    if (written.has(canonical)) continue;
    const value = coerce(text, alias);
    if (value === undefined) {
      problems.push({ path: accepted, message: `expected ${expected[alias.kind!]}, found ${JSON.stringify(text.slice(0, 60))}` });
      continue;
    }
    written.set(canonical, accepted);
    const path = pathOf(canonical);
    tree = overlay(tree, path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)) as Tree;
  }
  if (problems.length > 0) throw configError(problems);
  return { tree, warnings, written };
}

const expected = { integer: 'a whole number', number: 'a number', boolean: 'true or false', flag: 'true', list: 'names divided by commas' } as const;
const booleans: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false, yes: true, no: false, on: true, off: false };

function coerce(text: string, alias: Alias): unknown {
  const { kind, unit, canonical, form } = alias;
  switch (kind) {
    case undefined:
      return form ? convert(alias, text, { path: [], target: pathOf(canonical), tree: {}, warn: () => undefined })?.[0]?.[1] : text;
    case 'boolean':
      return Object.hasOwn(booleans, text.toLowerCase()) ? booleans[text.toLowerCase()] : undefined;
    case 'flag':
      return text === 'true';
    case 'list':
      return text.split(',').map((one) => one.trim()).filter((one) => one !== '');
    case 'integer':
    case 'number': {
      const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
      const value = unit ? convertUnit(plain ?? text, unit, canonical) : plain;
      return typeof value === 'number' && Number.isFinite(value) && (kind === 'number' || Number.isInteger(value)) ? value : undefined;
    }
  }
}

function applies({ when }: Alias, others: Tree): boolean {
  if (when === undefined) return true;
  const [path = '', text] = when.split('=');
  return read(others, pathOf(path)) === text;
}

/** The variable that replaces an old one. */
function currentName({ canonical }: Alias): string {
  return environmentAliases.find((alias) => alias.canonical === canonical && !alias.deprecated)?.accepted ?? canonical;
}
