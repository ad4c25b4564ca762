export { redact } from './api-error.ts';
export type { CardOf } from './model-card.ts';
export { presets, type Preset, type PresetName } from './presets.ts';
export { openai, type OpenAiOptions } from './provider.ts';
