import type { TemplateEntry } from '../configuration/index.ts';
import { LlmrrError } from '../error.ts';
import { PromptTemplate } from './prompt-template.ts';

/** What a template makes of its values. */
export interface FormattedTemplate {
  readonly prompt: string;
  /** For the request's `stop`. */
  readonly stop: readonly string[];
  readonly warnings: readonly string[];
}

export interface TemplateLibrary {
  readonly ids: readonly string[];
  /** Throws `not-found` with the ids that there are. `model` is checked against what the template was made for. */
  format(id: string, values: Readonly<Record<string, unknown>>, options?: { readonly model?: string }): FormattedTemplate;
}

/** The templates of the registry, by id (S2-035). Each is parsed here, so that a broken one is found at once. */
export function templateLibrary(entries: readonly TemplateEntry[]): TemplateLibrary {
  const templates = new Map(
    entries.map((entry) => {
      try {
        return [entry.id, { entry, template: PromptTemplate.fromTemplate(entry.format) }] as const;
      } catch (error) {
        throw LlmrrError.is(error) ? new LlmrrError('invalid-config', `template "${entry.id}": ${error.message.replace(/^template: /, '')}`, { cause: error }) : error;
      }
    }),
  );
  return {
    ids: [...templates.keys()],
    format(id, values, { model } = {}) {
      const found = templates.get(id);
      if (!found) throw new LlmrrError('not-found', `no template "${id.slice(0, 100)}"; there are ${[...templates.keys()].join(', ') || 'none'}`);
      const { stopTokens = [], modelCompatibility = [] } = found.entry;
      const fits = model === undefined || modelCompatibility.length === 0 || modelCompatibility.some((pattern) => matches(pattern, model));
      return {
        prompt: found.template.format(values),
        stop: stopTokens,
        warnings: fits ? [] : [`template "${id}" was made for ${modelCompatibility.join(', ')}, not for "${model}"`],
      };
    },
  };
}

/** `*` stands for any characters; a name without one fits as a whole or up to a separator: 'llama-2' fits 'llama-2-7b'. */
function matches(pattern: string, model: string): boolean {
  const wanted = pattern.toLowerCase();
  const name = model.toLowerCase();
  if (!wanted.includes('*')) return name === wanted || (name.startsWith(wanted) && /[-_.:/]/.test(name[wanted.length]!));
  const parts = wanted.split('*');
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const found = index === parts.length - 1 ? Math.max(at, name.length - part.length) : name.indexOf(part, at);
    if (found < at || !name.startsWith(part, found) || (index === 0 && found !== 0)) return false;
    at = found + part.length;
  }
  return true;
}
