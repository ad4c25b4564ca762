import type { Alias } from './alias.ts';
import { configAliases } from './config-aliases.ts';
import { environmentAliases } from './environment-aliases.ts';
import { methodAliases } from './method-aliases.ts';
import { capabilityAliases, modelEntryAliases, registryFileAliases, templateAliases } from './registry-aliases.ts';
import { requestAliasTable } from './request-aliases.ts';
import { eventAliases, resultAliases } from './result-aliases.ts';

/** Every spelling that is accepted anywhere; docs/aliases.md is generated from it, and each entry has a test that shows its effect. */
export const aliases: readonly Alias[] = [
  ...methodAliases,
  ...requestAliasTable,
  ...configAliases,
  ...environmentAliases,
  ...resultAliases,
  ...eventAliases,
  ...modelEntryAliases,
  ...capabilityAliases,
  ...registryFileAliases,
  ...templateAliases,
];
