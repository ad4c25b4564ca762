export const formats = ['gguf', 'onnx', 'safetensors', 'pytorch', 'mlx', 'huggingface', 'api', 'mock'] as const;
export type Format = (typeof formats)[number];

/** Where a model comes from, parsed: `openai:gpt-4o-mini`, `file:./m.gguf`, `ollama://llama3`. */
export interface Source {
  /** The text again, in canonical spelling. */
  readonly uri: string;
  /** 'openai', 'file', 'huggingface', 'ollama', 'mock' ... */
  readonly scheme: string;
  /** Everything behind the scheme, with further colons and slashes kept. */
  readonly rest: string;
  readonly format?: Format;
  /** Settings of the model entry that its provider understands: contextTokens, threads, gpuLayers, baseUrl ... */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Id under which the model is registered; providers give it to the model. */
  readonly id?: string;
}
