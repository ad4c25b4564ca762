import { collector, type Answer, type LanguageCall, type RawPart, type StreamPart } from '@llmrr/core';
import { decisionHeaders } from './decision-headers.ts';
import type { Dialect } from './dialect.ts';
import type { Exchange } from './exchange.ts';
import { fanOut, type Picked } from './fan-out.ts';
import type { Settings } from './server-options.ts';

export interface Asked extends Picked {
  readonly calls: readonly LanguageCall[];
  /** The client wants the decision in the body. */
  readonly decision: boolean;
}

/** Answers with one JSON body: the upstream's own where nothing of it must be changed. */
export async function wholeAnswer(exchange: Exchange, { router }: Settings, dialect: Dialect, { calls, decision: inBody, ...pick }: Asked): Promise<void> {
  const streams = await fanOut(router, calls, pick);
  if (streams.length === 1 && !inBody) {
    const collected = new RelayOrAnswer(dialect);
    for await (const part of streams[0]!) collected.add(part);
    const bytes = collected.bytes;
    if (bytes) {
      const headers = decisionHeaders(exchange.requestId, collected.decision, exchange.latencyMs);
      headers['content-type'] = 'application/json';
      return exchange.send(200, headers, bytes);
    }
    return sendAnswers(exchange, router.clock.wall(), dialect, [collected.answer()], false);
  }
  sendAnswers(exchange, router.clock.wall(), dialect, await Promise.all(streams.map(collect)), inBody);
}

function sendAnswers(exchange: Exchange, wallMs: number, dialect: Dialect, answers: readonly Answer[], inBody: boolean): void {
  const [first] = answers;
  const decisions = answers.flatMap(({ decision }) => decision ?? []);
  const body = dialect.whole(answers, {
    id: dialect.idPrefix + exchange.requestId,
    createdSeconds: Math.floor(wallMs / 1000),
    model: first!.vendorModel ?? first!.model,
    ...(inBody && { decisions }),
  });
  const headers = decisionHeaders(exchange.requestId, first!.decision, exchange.latencyMs);
  headers['content-type'] = 'application/json';
  exchange.send(200, headers, JSON.stringify(body));
}

async function collect(parts: AsyncIterable<StreamPart>): Promise<Answer> {
  const collected = collector('router');
  for await (const part of parts) collected.add(part);
  return collected.answer();
}

/** Collects an answer only if its raw body cannot be passed on. */
class RelayOrAnswer {
  readonly #dialect: Dialect;
  #raw: Uint8Array | undefined;
  #last: StreamPart | undefined;
  #collected: ReturnType<typeof collector> | undefined;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  add(part: StreamPart): void {
    if (part.type === 'start') this.#raw = this.#dialect.relayBody(part.raw as RawPart | undefined);
    if (this.#raw === undefined) (this.#collected ??= collector('router')).add(part);
    this.#last = part;
  }

  get decision() {
    return this.#last?.type === 'finish' ? this.#last.decision : undefined;
  }

  /** Complete only once the stream has said that it is. */
  get bytes(): Uint8Array | undefined {
    return this.#last?.type === 'finish' ? this.#raw : undefined;
  }

  answer(): Answer {
    return (this.#collected ??= collector('router')).answer();
  }
}
