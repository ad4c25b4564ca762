import type { StreamPart, Usage } from '../part.ts';
import { collector, type Answer } from '../answer.ts';
import { GenerateResult, ResultUsage } from './generate-result.ts';

/** One piece of a streamed answer; as a string it is its text. */
export class StreamChunk {
  readonly text: string;
  readonly index: number;
  /** True on the last chunk, which has no text but the usage. */
  readonly done: boolean;
  readonly raw: StreamPart;
  readonly usage?: ResultUsage;

  constructor({ text, index, raw, done = false, usage }: { text: string; index: number; raw: StreamPart; done?: boolean; usage?: Usage | null }) {
    this.text = text;
    this.index = index;
    this.done = done;
    this.raw = raw;
    if (usage) this.usage = new ResultUsage(usage);
  }

  toString(): string {
    return this.text;
  }
}

export interface StreamEvents {
  chunk: StreamChunk;
  complete: GenerateResult;
  error: unknown;
}
/** Old event names, kept because the guides use both. */
const eventAliases = { token: 'chunk', end: 'complete' } as const;
type EventName = keyof StreamEvents | keyof typeof eventAliases;
type EventOf<Name extends EventName> = Name extends keyof typeof eventAliases ? StreamEvents[(typeof eventAliases)[Name]] : StreamEvents[Name & keyof StreamEvents];

export interface StreamResultOptions {
  readonly parts: AsyncIterable<StreamPart>;
  readonly finish: (answer: Answer) => GenerateResult;
  readonly model: string;
  /** Joins text until this many characters are there; 0 passes each piece on as it comes. */
  readonly chunkCharacters?: number;
}

/** The answer to `stream`: iterate it once, or listen to its events, or both. It is no promise, so `await` gives it back unchanged. */
export class StreamResult implements AsyncIterable<StreamChunk> {
  readonly #options: StreamResultOptions;
  readonly #listeners = new Map<keyof StreamEvents, ((event: never) => void)[]>();
  #iteration: AsyncGenerator<StreamChunk> | undefined;
  #settled: { resolve: (result: GenerateResult) => void; reject: (error: unknown) => void } | undefined;
  #outcome: { result: GenerateResult } | { error: unknown } | undefined;

  constructor(options: StreamResultOptions) {
    this.#options = options;
  }

  [Symbol.asyncIterator](): AsyncGenerator<StreamChunk> {
    this.#iteration ??= this.#iterate();
    return this.#iteration;
  }

  /** Listening alone also drives the stream. */
  on<Name extends EventName>(name: Name, listener: (event: EventOf<Name>) => void): this {
    const event = eventAliases[name as keyof typeof eventAliases] ?? (name as keyof StreamEvents);
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    this.#driveSoon();
    return this;
  }

  /** The whole answer, once the stream has ended; reads what is left of it if nobody else does. */
  result(): Promise<GenerateResult> {
    return new Promise((resolve, reject) => {
      if (this.#outcome) return 'result' in this.#outcome ? resolve(this.#outcome.result) : reject(this.#outcome.error);
      const earlier = this.#settled;
      this.#settled = {
        resolve: (result) => (earlier?.resolve(result), resolve(result)),
        reject: (error) => (earlier?.reject(error), reject(error)),
      };
      this.#driveSoon();
    });
  }

  #driveSoon(): void {
    queueMicrotask(() => {
      if (this.#iteration) return;
      void (async () => {
        try {
          for await (const _chunk of this);
        } catch (error) {
          if (!this.#listeners.has('error') && !this.#settled) throw error;
        }
      })();
    });
  }

  #emit<Name extends keyof StreamEvents>(name: Name, event: StreamEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as (event: StreamEvents[Name]) => void)(event);
  }

  async *#iterate(): AsyncGenerator<StreamChunk> {
    const { parts, finish, model, chunkCharacters = 0 } = this.#options;
    const collected = collector(model);
    let index = 0;
    let waiting = '';
    let usage: Usage | null = null;
    const chunk = (text: string, raw: StreamPart, done = false): StreamChunk => {
      const made = new StreamChunk({ text, index: index++, raw, done, usage: done ? usage : null });
      this.#emit('chunk', made);
      return made;
    };
    try {
      for await (const part of parts) {
        collected.add(part);
        if (part.type === 'text') {
          waiting += part.text;
          if (waiting.length < chunkCharacters) continue;
          const text = waiting;
          waiting = '';
          yield chunk(text, part);
        } else if (part.type === 'usage') usage = part.usage;
        else if (part.type === 'finish') {
          if (waiting) yield chunk(waiting, { type: 'text', index: 0, text: waiting });
          yield chunk('', part, true);
        } else if (part.type !== 'start') yield chunk('', part);
      }
      const result = finish(collected.answer());
      this.#outcome = { result };
      this.#emit('complete', result);
      this.#settled?.resolve(result);
    } catch (error) {
      this.#outcome = { error };
      this.#emit('error', error);
      this.#settled?.reject(error);
      throw error;
    }
  }
}
