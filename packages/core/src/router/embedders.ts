import type { EmbeddingCall } from '../call.ts';
import type { Config } from '../configuration/index.ts';
import { errorCodes } from '../error-codes.ts';
import { LlmrrError } from '../error.ts';
import type { Embeddings } from '../model.ts';
import type { Fleet } from './fleet.ts';

export interface Embedders {
  /** The first of these models, then the next when it fails; without names the configured or only embedding model. */
  embed(call: EmbeddingCall, ids: readonly string[]): Promise<Embeddings>;
}

export function embedders(fleet: Fleet, config: Config): Embedders {
  return {
    async embed(call, ids) {
      const errors: LlmrrError[] = [];
      for (const id of ids.length > 0 ? ids : [defaultId()]) {
        const member = fleet.members.get(id)!;
        if (member.error) throw member.error;
        try {
          return await (await member.opened!.open('embedding')).embed(call);
        } catch (thrown) {
          const error = LlmrrError.from(thrown, 'internal', id);
          if (errorCodes[error.code].scope === 'request') throw error;
          errors.push(error);
        }
      }
      throw errors.length === 1 ? errors[0] : new LlmrrError('unavailable', `all embedding models failed: ${errors.map(({ message }) => message).join('; ')}`, { cause: new AggregateError(errors) });
    },
  };

  function defaultId(): string {
    const wanted = config.embeddings?.model;
    if (wanted !== undefined && fleet.members.has(wanted)) return wanted;
    // A model made for embeddings before one that can also embed, before a local chat model whose states serve as vectors.
    let second: string | undefined;
    let third: string | undefined;
    for (const [id, { opened, language, embeds }] of fleet.members) {
      if (!opened) continue;
      if (embeds && !language) return id;
      if (embeds) second ??= id;
      else if (language?.card.locality === 'local' && opened.offers('embedding')) third ??= id;
    }
    const fallback = second ?? third;
    if (fallback !== undefined) return fallback;
    throw new LlmrrError('unsupported-capability', 'no registered model can embed; expected at least one with the capability "embedding"');
  }
}
