import type { FastifyReply, FastifyRequest } from 'fastify';
import { Exchange } from './exchange.ts';
import type { InFlight } from './in-flight.ts';
import type { Settings } from './server-options.ts';

/** What every route is given. */
export interface GatewayContext {
  readonly settings: Settings;
  readonly inFlight: InFlight;
  /** Answers one request; failures become error responses. */
  readonly answer: (request: FastifyRequest, reply: FastifyReply, answer: (exchange: Exchange) => Promise<void>) => Promise<void>;
}

export function gatewayContext(settings: Settings, inFlight: InFlight): GatewayContext {
  return {
    settings,
    inFlight,
    answer(request, reply, answer) {
      const exchange = new Exchange(request, reply, settings, inFlight);
      return exchange.answer(() => answer(exchange));
    },
  };
}
