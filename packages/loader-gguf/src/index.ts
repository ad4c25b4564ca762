export { gguf } from './gguf.ts';
export type { GgufOptions, GgufSettings } from './gguf-options.ts';
