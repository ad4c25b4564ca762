import type { LanguageCall, LanguageModel, ModelCard, StreamPart } from '@llmrr/core';
import { abortError } from './abort-error.ts';
import type { Embedded, Parts, Started } from './engine-protocol.ts';
import { generationRequest } from './generation-request.ts';
import type { LocalEngine } from './local-engine.ts';
import { replyQueue } from './reply-queue.ts';

/** A language model whose answers come from a process of its own. */
export function ggufLanguageModel({ id, card, tokens, engine, random }: { id: string; card: ModelCard; tokens: number; engine: LocalEngine; random: () => number }): LanguageModel {
  async function* stream(call: LanguageCall): AsyncGenerator<StreamPart> {
    const { signal } = call;
    const request = generationRequest(call, { model: id, tokens, random });
    if (signal?.aborted) throw abortError(signal, id);
    const { process, leave } = await engine.enter(signal).catch((error: unknown) => {
      throw signal?.aborted ? abortError(signal, id) : error;
    });
    const replies = replyQueue<Started | Parts | Embedded>();
    const stop = process.call(request, {
      reply: replies.push,
      end() {
        leave();
        replies.end();
      },
      fail(error) {
        leave();
        replies.fail(error);
      },
    });
    const onAbort = () => {
      stop();
      if (signal) replies.fail(abortError(signal, id));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      for await (const reply of replies) {
        if (reply.type === 'started') {
          yield { type: 'start', model: id, vendorModel: card.name };
          yield { type: 'usage', usage: reply.usage };
        } else if (reply.type === 'parts') {
          for (const part of reply.parts) {
            if (signal?.aborted) throw abortError(signal, id);
            yield part;
          }
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      // Also when the reader stopped reading: nobody wants the rest.
      stop();
    }
  }

  const { state, load, unload, close } = engine;
  return { id, card, stream, state, load, unload, close };
}
