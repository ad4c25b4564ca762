import { stat } from 'node:fs/promises';
import { LlmrrError, type Config, type Provider, type Source } from '@llmrr/core';
import { detectFormat, unsupportedFormat } from '@llmrr/formats';
import { installed, missing } from './installed.ts';

/** What the guides call the engine of GGUF files. */
const ggufEngines = ['native', 'node-llama-cpp', 'llm-runner-router/engines/native', 'gguf', 'llama.cpp'];

/** What runs files of this machine; the last one opens nothing, but says what is wrong with the file. */
export async function localProviders(config: Config): Promise<readonly Provider[]> {
  const loader = await installed('@llmrr/loader-gguf', () => import('@llmrr/loader-gguf'));
  const settings = config.engines['gguf'] ?? config.engines['native'];
  const gguf = loader ? loader.gguf(typeof settings === 'object' ? settings : {}) : missing('gguf', '@llmrr/loader-gguf', ({ scheme, format }) => scheme === 'file' && (format === undefined || format === 'gguf'));
  return [forEngines(gguf, ggufEngines), unopened];
}

/** A file may say which engine is to run it. */
function forEngines(provider: Provider, engines: readonly string[]): Provider {
  return { ...provider, opens: (source) => (engineOf(source) === undefined || engines.includes(engineOf(source)!)) && provider.opens(source) };
}

const engineOf = ({ options }: Source): string | undefined => (typeof options?.['engine'] === 'string' ? options['engine'] : undefined);

const unopened: Provider = {
  name: 'file',
  opens: ({ scheme }) => scheme === 'file',
  async languageModel(source) {
    const engine = engineOf(source);
    if (engine !== undefined && !ggufEngines.includes(engine)) {
      throw new LlmrrError('unknown-provider', `${source.rest}: no engine "${engine}" is installed; expected one of ${ggufEngines.join(', ')}`, { details: { engine } });
    }
    const found = await stat(source.rest).catch((error: Error) => {
      throw new LlmrrError('model-file-missing', `model file ${source.rest} cannot be read: ${error.message}`, { cause: error, details: { path: source.rest } });
    });
    if (!found.isFile()) throw new LlmrrError('unsupported-format', `${source.rest} is a folder; expected the model file in it, such as model.gguf`, { details: { path: source.rest } });
    throw unsupportedFormat(source.rest, await detectFormat(source.rest));
  },
};
