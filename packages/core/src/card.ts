export const capabilities = [
  'text-generation',
  'embedding',
  'rerank',
  'classification',
  'tools',
  'parallel-tools',
  'images',
  'files',
  'audio',
  'json',
  'json-schema',
  'reasoning',
  'logprobs',
  'prefill',
] as const;

/** What a model can do. `json-schema`: output enforced by the engine; `prefill`: goes on behind text given as the assistant's. */
export type Capability = (typeof capabilities)[number];

/** US dollars per million tokens; `null` where nobody knows. */
export interface Prices {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
  /** Other rates from a number of input tokens on, ascending. */
  readonly tiers?: readonly { readonly fromInputTokens: number; readonly input: number; readonly output: number; readonly cachedInput?: number; readonly cacheWrite?: number }[];
  /** Where the figures come from, and their date: 'genai-prices 0.1.8', 'config'. */
  readonly source?: string;
}

/** What is known of a model without calling it. */
export interface ModelCard {
  readonly id: string;
  /** 'openai', 'anthropic', 'gguf' ... */
  readonly provider: string;
  /** The provider's own name of the model. */
  readonly name: string;
  readonly locality: 'local' | 'remote';
  readonly capabilities: ReadonlySet<Capability>;
  readonly contextTokens: number | null;
  readonly maxOutputTokens?: number;
  /** `null`: unknown, never treated as free. */
  readonly prices: Prices | null;
  /** 0 to 1, a prior until measured; `null` unknown. */
  readonly quality: number | null;
  readonly description?: string;
  readonly parameters?: number;
  readonly quantization?: string;
  readonly sizeBytes?: number;
  readonly license?: string;
  /** The vendor has retired it, or will. */
  readonly retired?: boolean;
}
