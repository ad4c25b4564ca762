import type { LanguageCall, Writable } from '@llmrr/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStream } from './event-stream.ts';
import type { InFlight, Running } from './in-flight.ts';
import { sendError, toError } from './send-error.ts';
import type { Settings } from './server-options.ts';

/** One request and its response: who asks, what ends it early, and how it is answered. */
export class Exchange {
  readonly requestId: string;
  readonly signal: AbortSignal;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly #settings: Settings;
  readonly #startedMs: number;
  readonly #running: Running;

  constructor(request: FastifyRequest, reply: FastifyReply, settings: Settings, inFlight: InFlight) {
    this.requestId = request.id;
    this.#request = request;
    this.#reply = reply;
    this.#settings = settings;
    this.#startedMs = settings.router.clock.now();
    this.#running = inFlight.add(reply.raw);
    this.signal = this.#running.signal;
  }

  get latencyMs(): number {
    return this.#settings.router.clock.now() - this.#startedMs;
  }

  /** Completes the call with this request's signal and with what the headers say about it. */
  call(call: Writable<LanguageCall>, delivery: 'whole' | 'parts', context?: LanguageCall['context']): LanguageCall {
    const { headers } = this.#request;
    const strategy = headers['x-llmrr-strategy'];
    const tenant = headers['x-llmrr-tenant'];
    call.delivery = delivery;
    call.signal = this.signal;
    call.context = typeof tenant === 'string' ? { ...context, tenant, requestId: this.requestId } : { ...context, requestId: this.requestId };
    if (typeof strategy === 'string') call.routing = { ...call.routing, strategy };
    return call;
  }

  send(status: number, headers: Record<string, string>, body: string | Uint8Array): void {
    this.#reply.hijack();
    headers['content-length'] = String(typeof body === 'string' ? Buffer.byteLength(body) : body.length);
    this.#reply.raw.writeHead(status, headers).end(body);
  }

  sendJson(value: unknown): void {
    this.send(200, { 'content-type': 'application/json; charset=utf-8', 'x-llmrr-request-id': this.requestId }, JSON.stringify(value));
  }

  /** From here on failures can only be told within the stream. */
  openStream(headers: Record<string, string>): EventStream {
    this.#reply.hijack();
    this.#reply.raw.writeHead(200, headers);
    return new EventStream(this.#reply.raw, this.#settings.stalledClientMs);
  }

  /** Runs `answer`; a failure before the first byte becomes an error response. */
  async answer(answer: () => Promise<void>): Promise<void> {
    try {
      await answer();
    } catch (thrown) {
      this.abort();
      const error = toError(thrown);
      if (error.code === 'internal') this.log(thrown);
      sendError(this.#reply, error, this.requestId);
    }
  }

  /** Stops what still runs for this request. */
  abort(): void {
    this.#running.abort();
  }

  log(error: unknown): void {
    this.#settings.log({ level: 'error', message: 'a request failed inside the gateway', requestId: this.requestId, error });
  }
}
