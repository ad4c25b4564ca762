import { abortError, type LanguageCall } from '@llmrr/core';
import { decisionHeaders } from './decision-headers.ts';
import type { EventStream } from './event-stream.ts';
import type { Exchange } from './exchange.ts';
import type { Settings } from './server-options.ts';

export interface TextFrames {
  readonly contentType: string;
  text(text: string): string;
  end(): string;
  /** `undefined`: the form has no word for a failure, the connection is cut. */
  failure(error: unknown): string | undefined;
}

/** Streams nothing but the text of an answer, in a form of a time before OpenAI's. */
export async function textStream(exchange: Exchange, { router }: Settings, call: LanguageCall, model: string | undefined, frames: TextFrames): Promise<void> {
  const parts = router.dispatch(call, { model });
  let stream: EventStream | undefined;
  try {
    for await (const part of parts) {
      if (exchange.signal.aborted) throw abortError(exchange.signal);
      stream ??= exchange.openStream({
        ...decisionHeaders(exchange.requestId, part.type === 'start' ? part.decision : undefined, exchange.latencyMs),
        'content-type': frames.contentType,
        'cache-control': 'no-cache',
        connection: 'keep-alive',
      });
      const wait = part.type === 'text' && part.text ? stream.write(frames.text(part.text)) : undefined;
      if (wait) await wait;
    }
  } catch (error) {
    if (!stream) throw error;
    const told = frames.failure(error);
    if (told === undefined) return stream.destroy();
    void stream.write(told);
    return stream.end();
  }
  void stream?.write(frames.end());
  stream?.end();
}
