export { gguf, type GgufOptions } from '@llmrr/loader-gguf';
