/** Where a configuration file is looked for, in this order; the first that is there is read (S2-024). */
export const configFileNames = [
  'config/config.json',
  'config.json',
  '.llmrouter.json',
  'llmrr.config.json',
  'llmrr.config.yaml',
  'llmrr.config.yml',
  'llmrr.config.js',
  'llmrr.config.mjs',
  'llm-runner.config.js',
  'config.yaml',
] as const;
