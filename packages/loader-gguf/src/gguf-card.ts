import type { Capability, ModelCard } from '@llmrr/core';
import type { GgufInfo } from '@llmrr/formats';
import type { GgufPlan } from './gguf-plan.ts';

/** What such a model is for: its header says how it pools, if it was made for vectors. */
export function purposeOf({ pooling }: GgufInfo): 'language' | 'embedding' | 'rerank' {
  if (pooling === 'rank') return 'rerank';
  return pooling === null || pooling === 'none' ? 'language' : 'embedding';
}

/** From the header alone; nothing is loaded. */
export function ggufCard({ id, path, info, plan, purpose }: { id: string; path: string; info: GgufInfo; plan: GgufPlan; purpose: 'language' | 'embedding' }): ModelCard {
  const facts = [info.architecture, `${millions(info.parameters)} parameters`, info.quantization, `${plan.contextTokens} tokens of context`];
  return {
    id,
    provider: 'gguf',
    name: info.name ?? path,
    locality: 'local',
    capabilities: new Set<Capability>(purpose === 'embedding' ? ['embedding'] : languageCapabilities(info)),
    contextTokens: plan.contextTokens,
    prices: { input: 0, output: 0, source: 'local' },
    quality: null,
    description: facts.join(', ') + (plan.contextReason ? ` (${plan.contextReason})` : ''),
    parameters: info.parameters,
    quantization: info.quantization,
    sizeBytes: info.sizeBytes,
    ...(info.license !== null && { license: info.license }),
  };
}

// Templates that let a model think before it answers name one of these.
const thinks = /<think>|enable_thinking|reasoning_content|<\|channel\|>/;

function languageCapabilities({ chatTemplate }: GgufInfo): Capability[] {
  const reasoning = chatTemplate !== null && thinks.test(chatTemplate);
  return ['text-generation', 'json', 'json-schema', 'prefill', ...(chatTemplate === null ? [] : (['tools'] as const)), ...(reasoning ? (['reasoning'] as const) : (['logprobs'] as const))];
}

function millions(count: number): string {
  return count >= 1e9 ? `${(count / 1e9).toFixed(1)} billion` : `${(count / 1e6).toFixed(1)} million`;
}
