import { spelled, type Alias, type AliasRow } from './alias.ts';

/** Fields that the guides write in the entry itself, in its `config`, or in its old `parameters`. */
const anywhere: readonly AliasRow[] = [
  ['contextTokens', 'contextLength contextSize context_length contextWindow', { guide: 'R-08' }],
  ['defaults.temperature', 'temperature', { guide: 'S1-011' }],
  ['defaults.temperature', 'default_temperature', { guide: 'S2-046' }],
  ['defaults.maxTokens', 'maxTokens max_tokens maxLength max_length', { guide: 'R-08' }],
  ['defaults.topP', 'topP top_p', { guide: 'S2-015' }],
  ['defaults.topK', 'topK top_k', { guide: 'R-23' }],
  ['defaults.stop', 'stop stopTokens stop_tokens', { guide: 'S1-022' }],
  ['timeoutMs', 'timeout', { guide: 'S0-042', unit: 'milliseconds' }],
  ['retries', 'maxRetries', { guide: 'S0-041' }],
  ['options.baseUrl', 'baseUrl baseURL base_url', { guide: 'S0-031' }],
  ['options.apiKey', 'apiKey api_key', { guide: 'S1-011' }],
  ['options.model', 'model', { guide: 'S2-031' }],
];

const inside = (prefix: string): readonly AliasRow[] => anywhere.map(([canonical, accepted, rest = {}]) => [canonical, accepted.split(' ').map((one) => `${prefix}${one}`).join(' '), rest]);

/** Other names of what stands in a model entry, in the order in which they are read. */
export const modelEntryAliases: readonly Alias[] = spelled('registry', 'R-09', [
  ['id', 'name', { form: 'identity' }],
  ['name', 'displayName display_name label', { guide: 'S2-046' }],
  ['format', 'type', { guide: 'S2-004', since: '1.0', until: '1.2' }],
  ['source', 'path', { guide: 'S2-004', since: '1.0', until: '1.2' }],
  ...inside(''),
  ...inside('config.'),
  ['contextTokens', 'config.contextTokens', { guide: 'R-08' }],
  ...inside('parameters.'),
  ['options', 'config', { guide: 'S1-011', form: 'merge' }],
  ['options', 'parameters', { guide: 'S2-046', form: 'merge' }],
  ['performance.tokensPerSecond', 'speed', { guide: 'S2-046' }],
  ['performance.memoryUsage', 'memory', { guide: 'S2-046' }],
  ['prices', 'pricing price cost', { guide: 'R-21', form: 'prices' }],
  ['prices', 'costPer1kTokens cost_per_1k_tokens', { guide: 'R-21', form: 'prices', unit: 'usd-per-thousand-tokens' }],
  ['prices', 'cost_per_token', { guide: 'R-21', form: 'prices', unit: 'usd-per-token' }],
]);

/** Other names of capabilities. */
export const capabilityAliases = spelled('registry', 'R-20', [
  ['text-generation', 'chat completion generation text', { form: 'capability' }],
  ['embedding', 'embeddings feature-extraction', { form: 'capability' }],
  ['tools', 'functions function-calling function_calling tool-use', { form: 'capability' }],
  ['images', 'vision image', { form: 'capability' }],
  ['json', 'json-mode json_mode', { form: 'capability' }],
  ['json-schema', 'structured-output json_schema', { form: 'capability' }],
  ['rerank', 'reranking', { form: 'capability' }],
  ['classification', 'text-classification', { form: 'capability' }],
  ['reasoning', 'thinking', { form: 'capability' }],
]);

/** Other names of what stands in models/registry.json beside the models. */
export const registryFileAliases = spelled('registry', 'S2-047', [
  ['templates', 'prompts', { since: '1.0', until: '1.2' }],
  ['strategies', 'routing', { guide: 'S2-048', since: '1.0', until: '1.2' }],
]);

/** Templates have an id and a label, as models have: id from the old name, name from the old display name. */
export const templateAliases = spelled('registry', 'S2-047', [
  ['id', 'name', { form: 'identity' }],
  ['name', 'displayName display_name'],
  ['format', 'template'],
  ['stopTokens', 'stop_tokens stop'],
  ['modelCompatibility', 'compatible_models'],
]);
