export { eventDecoder, type DecodedEvent, type EventBatch, type EventDecoder } from './event-decoder.ts';
export { deeperThan, notJson, parseJson, readJson, requestJson, sendJson, type JsonRequest, type JsonResponse } from './json.ts';
export { parseEvents } from './parse-events.ts';
export { assertPublicUrl, isPublicAddress, publicLookup } from './public-address.ts';
export { headerOf, type HttpHeaders, type HttpRequest, type HttpResponse } from './response.ts';
export { parseRetryAfter } from './retry-after.ts';
export { encodeEvent, type ServerSentEvent } from './server-sent-event.ts';
export { transport, type Transport, type TransportOptions } from './transport.ts';
