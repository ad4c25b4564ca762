export { modelTiers, useCases } from './complete-route.ts';
export { openapiDocument } from './openapi-document.ts';
export { server, type Gateway } from './server.ts';
export type { GatewayRouter, LogEntry, ServerOptions } from './server-options.ts';
