import { templateAliases } from '../aliases/index.ts';
import { isTree } from './plain-copy.ts';
import { rename, type Renaming } from './rename.ts';

/** A template in canonical names; not validated yet. */
export function templateTree(input: unknown, renaming: Renaming): unknown {
  if (!isTree(input)) return input;
  rename(input, templateAliases, renaming);
  return input;
}
