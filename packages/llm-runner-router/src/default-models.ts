import type { Config, ModelEntry } from '@llmrr/core';

/** A cheap and good model of each vendor, for a configuration that gives a key and names no model. Last looked at: November 2026. */
const defaultModels: Readonly<Record<string, string>> = {
  openai: 'gpt-4.1-mini',
  anthropic: 'claude-haiku-4-5',
  google: 'gemini-2.5-flash',
  mistral: 'mistral-small-latest',
  deepseek: 'deepseek-chat',
  xai: 'grok-3-mini',
  openrouter: 'openai/gpt-4.1-mini',
  groq: 'llama-3.3-70b-versatile',
  together: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
  fireworks: 'accounts/fireworks/models/gpt-oss-120b',
  cerebras: 'gpt-oss-120b',
  perplexity: 'sonar',
};

/** So that a key alone gives something to route to. Silent about vendors of which a model is listed already. */
export function defaultModelEntries({ providers }: Config, listed: readonly Pick<ModelEntry, 'source'>[]): readonly ModelEntry[] {
  return Object.entries(defaultModels).flatMap(([provider, name]) => {
    const settings = providers[provider];
    if (!settings?.apiKey || settings.enabled === false || listed.some(({ source }) => source.startsWith(`${provider}:`))) return [];
    const source = `${provider}:${name}`;
    return [{ id: source, name, source, format: 'api' as const, provider }];
  });
}
