import type { ModelCard } from '../card.ts';
import { LlmrrError } from '../error.ts';
import type { AnyModel, ClassifierModel, EmbeddingModel, LanguageModel, RerankModel } from '../model.ts';
import type { Provider } from '../provider.ts';
import type { Source } from '../source.ts';

export type Kind = 'language' | 'embedding' | 'rerank' | 'classifier';
type ModelOf = { language: LanguageModel; embedding: EmbeddingModel; rerank: RerankModel; classifier: ClassifierModel };
const verbs = { language: 'languageModel', embedding: 'embeddingModel', rerank: 'rerankModel', classifier: 'classifierModel' } as const;

/** One registered model: each of its kinds is opened at first use, once, however many ask at the same time. */
export interface OpenedModel {
  readonly id: string;
  readonly provider: Provider;
  offers(kind: Kind): boolean;
  open<Name extends Kind>(kind: Name): Promise<ModelOf[Name]>;
  /** Those that are open. */
  readonly models: readonly AnyModel[];
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly id: string;
  readonly source: Source;
  readonly provider: Provider;
  /** What the registration knows better than the provider. */
  readonly overrides: Partial<ModelCard>;
  /** Policies and defaults around each model. */
  readonly prepare: <Model extends AnyModel>(model: Model) => Model;
}

export function openedModel({ id, source, provider, overrides, prepare }: OpenOptions): OpenedModel {
  const opening = new Map<Kind, Promise<AnyModel>>();
  const models: AnyModel[] = [];
  return {
    id,
    provider,
    models,
    offers: (kind) => provider[verbs[kind]] !== undefined,
    open<Name extends Kind>(kind: Name) {
      let pending = opening.get(kind);
      if (!pending) {
        pending = openAs(kind).then((model) => {
          models.push(model);
          return model;
        });
        // A failure is not kept: the file may be there the next time.
        pending.catch(() => opening.delete(kind));
        opening.set(kind, pending);
      }
      return pending as unknown as Promise<ModelOf[Name]>;
    },
    async close() {
      await Promise.all([...opening.values()].map(async (pending) => (await pending.catch(() => undefined))?.close?.()));
    },
  };

  async function openAs(kind: Kind): Promise<AnyModel> {
    const open = provider[verbs[kind]] as ((source: Source) => Promise<AnyModel>) | undefined;
    if (!open) throw new LlmrrError('unsupported-capability', `${id}: provider ${provider.name} has no ${kind} models`, { details: { model: id } });
    const model: AnyModel = await open.call(provider, { ...source, id });
    return prepare({ ...model, id, card: { ...model.card, ...overrides, id } });
  }
}

/** The first provider that says it can open the source. */
export async function providerFor(source: Source, providers: readonly Provider[]): Promise<Provider> {
  for (const provider of providers) if (await provider.opens(source)) return provider;
  throw new LlmrrError('unknown-provider', `no provider opens "${source.uri}"; installed are ${providers.map(({ name }) => name).join(', ') || 'none'}`, {
    details: { source: source.uri },
  });
}
