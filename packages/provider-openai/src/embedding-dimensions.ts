const known: readonly (readonly [RegExp, number])[] = [
  [/text-embedding-3-large/, 3_072],
  [/text-embedding-(3-small|ada-002)/, 1_536],
  [/gemini-embedding-001/, 3_072],
  [/text-embedding-00[45]/, 768],
  [/mistral-embed/, 1_024],
  [/codestral-embed/, 1_536],
  [/nomic-embed-text/, 768],
  [/mxbai-embed-large/, 1_024],
  [/all-minilm/, 384],
  [/bge-m3/, 1_024],
  [/bge-(small)/, 384],
  [/bge-(base)/, 768],
  [/bge-(large)/, 1_024],
];

/** Length of the vectors of well-known models, as their makers state it. */
export function embeddingDimensions(model: string): number | undefined {
  return known.find(([pattern]) => pattern.test(model.toLowerCase()))?.[1];
}
