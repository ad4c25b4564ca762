import type { ModelCard } from './card.ts';
import type { ClassifierModel, EmbeddingModel, LanguageModel, RerankModel } from './model.ts';
import type { Source } from './source.ts';

/** A place that models come from: an API, a file format, another runner. Constructing one does no I/O. */
export interface Provider {
  readonly name: string;
  /** Whether this provider can open that source; two may claim `file:`, content decides. */
  opens(source: Source): boolean | Promise<boolean>;
  languageModel?(source: Source): Promise<LanguageModel>;
  embeddingModel?(source: Source): Promise<EmbeddingModel>;
  rerankModel?(source: Source): Promise<RerankModel>;
  classifierModel?(source: Source): Promise<ClassifierModel>;
  /** What is there to be opened, by asking the place itself. */
  discover?(options?: { readonly signal?: AbortSignal }): Promise<readonly ModelCard[]>;
  close?(): Promise<void>;
}
