export { anthropic, type AnthropicOptions, type AnthropicProvider } from './anthropic.ts';
export type { CardOf } from './model-card.ts';
export { modelTraits, type ModelTraits } from './model-traits.ts';
