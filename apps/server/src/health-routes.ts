import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from './gateway-context.ts';

/**
 * `/health`: `healthy`; `degraded` when it answers but something registered cannot be used; `unhealthy`, with 503, when it
 * cannot answer. `/ready`: 503 as soon as the gateway shuts down, so that a balancer sends no more.
 */
export function healthRoutes(fastify: FastifyInstance, { settings: { router, keys }, inFlight }: GatewayContext, isKnown: (headers: IncomingHttpHeaders) => boolean): void {
  fastify.get('/health', (request, reply) => {
    const { status, reasons, models } = router.checkHealth();
    const { version, uptimeMs } = router.getStatus();
    void reply.code(status === 'unhealthy' ? 503 : 200).header('cache-control', 'no-store');
    const brief = { status, version, uptimeSeconds: Math.round(uptimeMs / 1000), models: models.length };
    // Without a key nobody learns more than a balancer needs.
    if (keys.length > 0 && !isKnown(request.headers)) return brief;
    return { ...brief, reasons, models: models.map(({ id, loaded, error, signals }) => ({ id, usable: !error, loaded, successRate: signals.successRate, ...(error && { error }) })) };
  });

  fastify.get('/ready', (_request, reply) => {
    const ready = !inFlight.draining && router.checkHealth().status !== 'unhealthy';
    void reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return { ready };
  });
}
