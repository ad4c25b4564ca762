import { LlmrrError } from '../error.ts';

export type TemplateValue = string | number | boolean;

export interface PromptTemplateOptions {
  /** `{name}` is a variable; `{{` and `}}` are braces. */
  readonly template: string;
  /** Those that `format` needs; read from the template when absent. `inputVariables` is LangChain's name. */
  readonly variables?: readonly string[];
  readonly inputVariables?: readonly string[];
  /** Values for variables that `format` is given none for. */
  readonly defaults?: Readonly<Record<string, TemplateValue>>;
  /** What to do with a value that no variable takes. */
  readonly extra?: 'ignore' | 'error';
}

type Piece = { readonly text: string } | { readonly variable: string };

/** A prompt with places for values. Values are put in as they are: braces in them mean nothing. */
export class PromptTemplate {
  readonly template: string;
  readonly variables: readonly string[];
  readonly #pieces: readonly Piece[];
  readonly #defaults: Readonly<Record<string, TemplateValue>>;
  readonly #extra: 'ignore' | 'error';

  /** Throws `invalid-request` at a stray brace, and at a variable in the text that was not declared. */
  constructor({ template, variables, inputVariables, defaults = {}, extra = 'ignore' }: PromptTemplateOptions) {
    if (typeof template !== 'string') throw new LlmrrError('invalid-request', `template: expected a text, found ${template === null ? 'null' : typeof template}`);
    const pieces = parse(template);
    const used = [...new Set(pieces.flatMap((piece) => ('variable' in piece ? [piece.variable] : [])))];
    const declared = variables ?? inputVariables ?? used;
    const undeclared = used.filter((name) => !declared.includes(name));
    if (undeclared.length > 0) throw new LlmrrError('invalid-request', `template: uses ${list(undeclared)}, but declares ${declared.length > 0 ? list(declared) : 'no variable'}`);
    this.template = template;
    this.variables = declared;
    this.#pieces = pieces;
    this.#defaults = defaults;
    this.#extra = extra;
  }

  /** With the variables that the text names (LangChain's `fromTemplate`). */
  static fromTemplate(template: string, options: Omit<PromptTemplateOptions, 'template' | 'variables' | 'inputVariables'> = {}): PromptTemplate {
    return new PromptTemplate({ ...options, template });
  }

  /** Throws `missing-variable` naming every one that has no value. */
  format(values: Readonly<Record<string, unknown>> = {}): string {
    const missing = this.variables.filter((name) => this.#valueOf(name, values) === undefined);
    if (missing.length > 0) throw new LlmrrError('missing-variable', `template: no value for ${list(missing)}; it needs ${list(this.variables)}`, { details: { missing } });
    if (this.#extra === 'error') {
      const extra = Object.keys(values).filter((name) => !this.variables.includes(name));
      if (extra.length > 0) throw new LlmrrError('invalid-request', `template: has no variable ${list(extra)}; it has ${list(this.variables)}`, { details: { extra } });
    }
    let text = '';
    for (const piece of this.#pieces) text += 'text' in piece ? piece.text : String(this.#valueOf(piece.variable, values));
    return text;
  }

  #valueOf(name: string, values: Readonly<Record<string, unknown>>): TemplateValue | undefined {
    const given: unknown = Object.hasOwn(values, name) ? values[name] : undefined;
    const value: unknown = given ?? (Object.hasOwn(this.#defaults, name) ? this.#defaults[name] : undefined);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    throw new LlmrrError('invalid-request', `template: "${name}" is ${Array.isArray(value) ? 'a list' : `of type ${typeof value}`}; expected a text, number or boolean`);
  }
}

function parse(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  for (let at = 0; at < template.length; at++) {
    const character = template[at]!;
    if (character !== '{' && character !== '}') {
      text += character;
    } else if (template[at + 1] === character) {
      text += character;
      at++;
    } else {
      const end = character === '{' ? template.indexOf('}', at) : -1;
      const name = template.slice(at + 1, end).trim();
      if (end < 0 || !/^[A-Za-z_][\w.-]*$/.test(name)) {
        throw new LlmrrError('invalid-request', `template: stray "${character}" at character ${at}; write "${character}${character}" for a brace, {name} for a variable`);
      }
      if (text !== '') pieces.push({ text });
      pieces.push({ variable: name });
      text = '';
      at = end;
    }
  }
  if (text !== '') pieces.push({ text });
  return pieces;
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
