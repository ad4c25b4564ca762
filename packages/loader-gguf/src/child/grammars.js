/** @import { Llama, LlamaGrammar, LlamaModel } from 'node-llama-cpp' */
/** @import { EngineModule } from './engine.js' */
/** @import { GenerateRequest } from '../engine-protocol.ts' */

const kept = 32;
// node-llama-cpp ends the grammar of a schema with four line breaks, as its sign to stop; the end of the answer does as well.
const forcedEnd = / "\\n\\n\\n\\n" \[\\n\]\*(?=\n|$)/;

/**
 * Grammars take milliseconds to build, and the same schema comes again and again.
 * @param {{ api: EngineModule, llama: Llama }} engine
 */
export function grammars({ api, llama }) {
  /** @type {Map<string, Promise<LlamaGrammar>>} */
  const built = new Map();

  /** @param {Exclude<GenerateRequest['format'], 'text'>} format */
  async function build(format) {
    if (format === 'json') return llama.getGrammarFor('json');
    // Its type wants the schema as a literal; the parent has put any schema into its words (grammar-schema.ts).
    const schema = /** @type {{ type: 'object' }} */ (/** @type {unknown} */ (format.schema));
    const { grammar } = await llama.createGrammarForJsonSchema(schema);
    return llama.createGrammar({ grammar: grammar.replace(forcedEnd, '') });
  }

  return {
    /**
     * @param {GenerateRequest['format']} format
     * @returns {Promise<LlamaGrammar | undefined>}
     */
    async for(format) {
      if (format === 'text') return undefined;
      const key = JSON.stringify(format);
      const grammar = built.get(key) ?? build(format);
      built.delete(key);
      built.set(key, grammar);
      grammar.catch(() => built.delete(key));
      const oldest = built.keys().next();
      if (built.size > kept && !oldest.done) built.delete(oldest.value);
      return grammar;
    },
    /**
     * Any text that begins with this one.
     * @param {string} text
     */
    beginningWith: (text) => llama.createGrammar({ grammar: `root ::= "${escaped(text)}" .*` }),
    /**
     * @param {LlamaGrammar} grammar
     * @param {LlamaModel} model
     */
    state: (grammar, model) => new api.LlamaGrammarEvaluationState({ model, grammar }),
  };
}

/** @param {string} text */
function escaped(text) {
  return Array.from(text, (character) => (/[a-z0-9 ]/i.test(character) ? character : `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`)).join('');
}
