import type { Capability, ModelCard } from '../card.ts';
import type { EmbeddingCall, LanguageCall } from '../call.ts';
import { LlmrrError } from '../error.ts';
import type { EmbeddingModel, LanguageModel } from '../model.ts';
import type { StreamPart } from '../part.ts';
import { textOf } from '../content.ts';
import type { Provider } from '../provider.ts';

export interface Recorded {
  readonly model: string;
  readonly call: LanguageCall;
}

/** For tests: a provider of the scheme `test` that answers 'echo: <last message>' in words and remembers what it was sent. */
export function recordingProvider({ failing = new Set<string>() }: { readonly failing?: Set<string> } = {}) {
  const calls: Recorded[] = [];
  const embedded: EmbeddingCall[] = [];
  const state = { closed: 0, opened: 0, loaded: new Set<string>() };
  const card = (id: string, name: string, options: Readonly<Record<string, unknown>>): ModelCard => ({
    id,
    provider: 'test',
    name,
    locality: 'local',
    capabilities: new Set((options['capabilities'] as Capability[] | undefined) ?? ['text-generation', 'tools', 'embedding']),
    contextTokens: 8_000,
    prices: { input: 1, output: 2 },
    quality: (options['quality'] as number | undefined) ?? 0.5,
  });
  const provider: Provider = {
    name: 'test',
    opens: ({ scheme }) => scheme === 'test',
    async languageModel({ id = '', rest, options = {} }): Promise<LanguageModel> {
      state.opened++;
      if (rest === 'broken') throw new LlmrrError('model-file-corrupt', `${rest} is truncated`);
      return {
        id,
        card: card(id, rest, options),
        state: () => ({ loaded: state.loaded.has(id), active: 0, queued: 0 }),
        async load() {
          state.loaded.add(id);
        },
        async unload() {
          state.loaded.delete(id);
        },
        async *stream(call): AsyncGenerator<StreamPart> {
          calls.push({ model: id, call });
          state.loaded.add(id);
          if (failing.has(id)) throw new LlmrrError('unavailable', `${id} is down`);
          const last = textOf(call.messages.at(-1)!.content);
          yield { type: 'start', model: id, vendorModel: rest };
          if (call.tools && call.toolChoice !== 'none') yield { type: 'tool-call', index: 0, id: 'call_1', name: call.tools[0]!.name, arguments: '{"city":"Paris"}' };
          else for (const word of ['echo: ', ...last.split(/(?<= )/)]) yield { type: 'text', index: 0, text: word };
          yield { type: 'usage', usage: { inputTokens: 10, outputTokens: 20 } };
          yield { type: 'finish', reason: call.tools ? 'tool-calls' : 'stop' };
        },
        async close() {
          state.closed++;
        },
      };
    },
    async embeddingModel({ id = '', rest, options = {} }): Promise<EmbeddingModel> {
      return {
        id,
        card: card(id, rest, options),
        dimensions: 3,
        async embed(call) {
          embedded.push(call);
          return { model: id, vectors: call.values.map((value) => new Float32Array([value.length, 0.5, 1])), usage: { inputTokens: 1, outputTokens: 0 } };
        },
      };
    },
  };
  return { provider, calls, embedded, failing, state };
}
