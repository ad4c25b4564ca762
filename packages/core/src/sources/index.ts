export { formatAliases } from './formats.ts';
export { normalizeFormat, parseSource, type SourceContext } from './parse-source.ts';
export { knownSchemes, schemeAliases } from './schemes.ts';
