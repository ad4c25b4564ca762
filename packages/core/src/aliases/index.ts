export { snakeCase, type Alias, type AliasForm, type AliasKind, type AliasSurface, type AliasUnit } from './alias.ts';
export { aliases } from './aliases.ts';
export { configAliases } from './config-aliases.ts';
export { environmentAliases, providerVariables } from './environment-aliases.ts';
export { methodAliases } from './method-aliases.ts';
export { capabilityAliases, modelEntryAliases, registryFileAliases, templateAliases } from './registry-aliases.ts';
export { renameRequest, requestAliases, requestAliasTable } from './request-aliases.ts';
export { eventAliases, resultAliases } from './result-aliases.ts';
export { convertUnit, parseDuration, parseSize } from './units.ts';
