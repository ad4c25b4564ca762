import { generationDefaults } from './model-entry-schema.ts';
import type { ConfigProblem } from './problems.ts';
import type { Tree } from './plain-copy.ts';

/** Things put where people coming from LlamaIndex expect them, each with the place where they belong (S0-022). */
export function mismatches(input: Tree): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (typeof input['llm'] === 'string') {
    problems.push({ path: 'llm', message: `a model is not named here; list it as providers.<name>.models: [${JSON.stringify(input['llm'].slice(0, 60))}], or set routing.model` });
  }
  for (const key of [...Object.keys(generationDefaults), 'max_tokens', 'top_p']) {
    if (input[key] !== undefined) problems.push({ path: key, message: `it has no effect at the top level; write defaults: { ${key}: ... }` });
  }
  for (const key of ['apiKey', 'api_key', 'baseUrl', 'baseURL']) {
    if (input[key] !== undefined) problems.push({ path: key, message: 'it belongs to one provider; write providers: { <name>: { ... } }' });
  }
  return problems;
}
