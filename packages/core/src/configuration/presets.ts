import { LlmrrError } from '../error.ts';

const openai = { apiKey: '${ENV:OPENAI_API_KEY}' };

/** S0-023. Keys are references: nothing secret is in a configuration that somebody writes down. */
const presets = {
  development: () => ({
    llmRouter: { strategy: 'balanced', providers: { openai }, fallbacks: ['gpt-3.5-turbo'], timeout: 30_000 },
    vectorStore: { provider: 'chroma', host: 'localhost', port: 8_000 },
  }),
  production: () => ({
    llmRouter: {
      strategy: 'cost-optimized',
      providers: { openai, anthropic: { apiKey: '${ENV:ANTHROPIC_API_KEY}' } },
      fallbacks: ['gpt-3.5-turbo', 'claude-3-sonnet'],
      timeout: 60_000,
    },
    vectorStore: { provider: 'pinecone', apiKey: '${ENV:PINECONE_API_KEY}', environment: '${ENV:PINECONE_ENVIRONMENT}' },
  }),
} as const;

export type MigrationConfig = ReturnType<(typeof presets)[keyof typeof presets]>;

/** A starting point by environment, in the guide's spelling. Throws `invalid-config` for a name that there is none for. */
export function createMigrationConfig(environment: 'development' | 'production'): MigrationConfig {
  if (!Object.hasOwn(presets, environment)) {
    throw new LlmrrError('invalid-config', `unknown environment ${JSON.stringify(environment)}; expected one of ${Object.keys(presets).join(', ')}`);
  }
  return structuredClone(presets[environment]());
}
