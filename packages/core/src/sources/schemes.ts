import { providerVariables } from '../aliases/environment-aliases.ts';

/** Other names of schemes. */
export const schemeAliases: Readonly<Record<string, string>> = { hf: 'huggingface', local: 'huggingface', gemini: 'google', claude: 'anthropic' };

/** Schemes that mean the same whatever provider is configured; any other `name:` is the name of a provider. */
export const knownSchemes: ReadonlySet<string> = new Set(['file', 'mock', 'huggingface', 'ollama', 'http', 'https', ...providerVariables.map(([provider]) => provider)]);
