import type { Capability, Prices } from '../card.ts';

/** What neither library knows, or knows wrongly; each with where it was read and when. */
export interface Override {
  readonly provider: string;
  readonly name: string;
  /** Other names that mean this model, also without its provider. */
  readonly also?: readonly string[];
  readonly locality?: 'local';
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  readonly prices?: Prices;
  readonly capabilities?: readonly Capability[];
  readonly parameters?: number;
  /** Day from which the vendor does not answer any more, as announced. */
  readonly retiresOn?: string;
  readonly source: string;
}

const openaiDeprecations = 'OpenAI deprecations page, read 2026-11';
const anthropicDeprecations = 'Anthropic model deprecations page, read 2026-11';
const llama2 = 'Llama 2 model card, 2023-07-18';

export const overrides: readonly Override[] = [
  { provider: 'openai', name: 'gpt-3.5-turbo', also: ['openai-gpt35'], capabilities: ['text-generation', 'tools', 'json', 'logprobs'], maxOutputTokens: 4_096, retiresOn: '2026-10-23', source: openaiDeprecations },
  { provider: 'openai', name: 'gpt-4', capabilities: ['text-generation', 'tools', 'logprobs'], retiresOn: '2026-10-23', source: openaiDeprecations },
  { provider: 'openai', name: 'gpt-4-turbo', retiresOn: '2026-10-23', source: openaiDeprecations },
  { provider: 'openai', name: 'gpt-4-turbo-preview', capabilities: ['text-generation', 'tools', 'parallel-tools', 'json', 'logprobs'], maxOutputTokens: 4_096, retiresOn: '2026-03-26', source: openaiDeprecations },
  { provider: 'openai', name: 'gpt-4-1106-preview', capabilities: ['text-generation', 'tools', 'parallel-tools', 'json', 'logprobs'], maxOutputTokens: 4_096, retiresOn: '2026-10-23', source: openaiDeprecations },
  { provider: 'openai', name: 'text-embedding-ada-002', capabilities: ['embedding'], source: 'OpenAI embeddings guide, read 2026-11' },
  { provider: 'anthropic', name: 'claude-3-sonnet', retiresOn: '2025-07-21', source: anthropicDeprecations },
  { provider: 'anthropic', name: 'claude-3-opus', retiresOn: '2026-01-05', source: anthropicDeprecations },
  {
    provider: 'anthropic',
    name: 'claude-instant-1',
    also: ['claude-instant', 'claude-instant-1.2'],
    contextTokens: 100_000,
    prices: { input: 0.8, output: 2.4, source: 'Anthropic price list, 2023-11-21' },
    capabilities: ['text-generation'],
    retiresOn: '2024-11-06',
    source: anthropicDeprecations,
  },
  { provider: 'huggingface', name: 'meta-llama/Llama-2-7b', also: ['llama-2-7b'], locality: 'local', contextTokens: 4_096, parameters: 6_740_000_000, capabilities: ['text-generation'], source: llama2 },
  { provider: 'huggingface', name: 'meta-llama/Llama-2-7b-chat', also: ['llama-2-7b-chat'], locality: 'local', contextTokens: 4_096, parameters: 6_740_000_000, capabilities: ['text-generation'], source: llama2 },
  { provider: 'huggingface', name: 'meta-llama/Llama-2-13b', also: ['llama-2-13b'], locality: 'local', contextTokens: 4_096, parameters: 13_000_000_000, capabilities: ['text-generation'], source: llama2 },
  { provider: 'ollama', name: 'llama2', locality: 'local', contextTokens: 4_096, parameters: 6_740_000_000, capabilities: ['text-generation'], source: llama2 },
  { provider: 'huggingface', name: 'mistralai/Mixtral-8x7B-v0.1', also: ['mixtral-8x7b'], locality: 'local', contextTokens: 32_768, parameters: 46_700_000_000, capabilities: ['text-generation'], source: 'Mixtral of Experts, 2023-12-11' },
  { provider: 'huggingface', name: 'microsoft/DialoGPT-medium', also: ['dialogpt-medium'], locality: 'local', contextTokens: 1_024, parameters: 355_000_000, capabilities: ['text-generation'], source: 'DialoGPT model card on the Hugging Face hub, 2022' },
  { provider: 'huggingface', name: 'openai-community/gpt2', also: ['gpt2'], locality: 'local', contextTokens: 1_024, parameters: 124_000_000, capabilities: ['text-generation'], source: 'GPT-2 model card on the Hugging Face hub, 2022' },
  { provider: 'huggingface', name: 'BAAI/bge-small-en', locality: 'local', contextTokens: 512, parameters: 33_400_000, capabilities: ['embedding'], source: 'bge-small-en model card on the Hugging Face hub, 2023-08' },
];

/** Names of our providers in the two libraries; one that stands in neither is known by neither. */
export const providerNames: Readonly<Record<string, { readonly prices?: string; readonly cards?: string }>> = {
  openai: { prices: 'openai', cards: 'openai' },
  anthropic: { prices: 'anthropic', cards: 'anthropic' },
  openrouter: { prices: 'openrouter', cards: 'openrouter' },
  groq: { prices: 'groq', cards: 'groq' },
  google: { prices: 'google', cards: 'google' },
  mistral: { prices: 'mistral', cards: 'mistral' },
  deepseek: { prices: 'deepseek', cards: 'deepseek' },
  together: { prices: 'together', cards: 'togetherai' },
  fireworks: { prices: 'fireworks', cards: 'fireworks-ai' },
  perplexity: { prices: 'perplexity', cards: 'perplexity' },
  cerebras: { prices: 'cerebras', cards: 'cerebras' },
  cohere: { prices: 'cohere' },
  xai: { prices: 'x-ai', cards: 'xai' },
  azure: { prices: 'azure', cards: 'azure' },
  aws: { prices: 'aws', cards: 'amazon-bedrock' },
};
