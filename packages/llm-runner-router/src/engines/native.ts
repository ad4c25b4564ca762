export { gguf } from '@llmrr/loader-gguf';
