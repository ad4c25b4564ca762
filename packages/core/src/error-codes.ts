/** Whose fault it is. Only `model` and `upstream` failures are tried on another model; `request` ones would fail there too. */
export type ErrorScope = 'request' | 'model' | 'upstream' | 'gateway';

interface CodeEntry {
  readonly status: number;
  readonly retryable: boolean;
  readonly scope: ErrorScope;
  readonly meaning: string;
  readonly remedy: string;
}

/** Every code that this project throws; docs/errors.md is generated from it. */
export const errorCodes = {
  aborted: code(499, false, 'request', 'The caller gave up before the answer was complete.', 'Nothing: the work was stopped as asked.'),
  'invalid-request': code(400, false, 'request', 'A field of the request is missing, has the wrong type, or does not fit the others.', 'Correct the field that the message names.'),
  'invalid-config': code(500, false, 'gateway', 'The configuration does not fit its schema.', 'Correct the key that the message names; `llmrr config validate` lists all of them.'),
  'unknown-model': code(404, false, 'model', 'No model has that id, alias or name, here or at its provider.', 'Use one of the nearest names in the message, or `llmrr models list`.'),
  'ambiguous-model': code(400, false, 'request', 'Several models share that name.', 'Use the id, or provider:model.'),
  'unknown-strategy': code(400, false, 'request', 'No routing strategy has that name.', 'Use one of the names in the message, or define it under routing.strategies.'),
  'unknown-provider': code(400, false, 'request', 'No installed provider opens that source.', 'Check the scheme of the source, or install the package that the message names.'),
  'unsupported-format': code(400, false, 'request', 'No engine here runs that file format.', 'Convert the file as the message says.'),
  'unsupported-capability': code(400, false, 'model', 'The model cannot do what the request needs (tools, images, JSON schema, n > 1 ...).', 'Choose a model with that capability, or leave the choice to `auto`.'),
  'no-model': code(503, false, 'gateway', 'No registered model can serve the request; the message lists why each was excluded.', 'Register a model, or relax the constraint that the message names.'),
  'constraint-unmet': code(400, false, 'request', 'No model keeps within the cost, latency or context that the request allows.', 'Relax the constraint, or register a cheaper, faster or larger model.'),
  'context-overflow': code(400, false, 'model', 'The prompt and the wanted output do not fit the context window.', 'Shorten the prompt, lower maxTokens, or use a model with a larger window.'),
  'content-policy': code(400, false, 'model', 'The provider refused the content.', 'Change the content, or allow a fallback to another provider.'),
  'invalid-output': code(502, true, 'model', 'The model answered something other than the JSON that was asked for.', 'Retry, use a stronger model, or a model that enforces JSON schemas.'),
  'payload-too-large': code(413, false, 'request', 'The body is larger than the configured limit.', 'Send less, or raise server.bodyLimitBytes.'),
  unauthorized: code(401, false, 'request', 'The gateway wants a key and got none, or a wrong one.', 'Send `Authorization: Bearer KEY` with a key from server.keys.'),
  forbidden: code(403, false, 'request', 'The key, tenant or origin may not do this.', 'Use a key with that right.'),
  'not-found': code(404, false, 'request', 'No such route or thing.', 'Check the path; /docs lists the routes.'),
  'method-not-allowed': code(405, false, 'request', 'The route exists, but not for that HTTP method.', 'Use one of the methods in the `allow` header.'),
  'unsupported-media-type': code(415, false, 'request', 'The body is of a type that the route does not read.', 'Send `content-type: application/json`.'),
  'provider-auth': code(502, false, 'upstream', 'The provider rejected our key.', 'Set a valid key for the provider that the message names.'),
  'rate-limited': code(429, true, 'upstream', 'The provider, or our own limit, wants fewer requests.', 'Wait for retryAfterMs, or add another model or key.'),
  'quota-exhausted': code(429, false, 'upstream', 'The account at the provider has no quota or credit left.', 'Add credit, or use another provider.'),
  overloaded: code(503, true, 'upstream', 'The model is busy beyond its queue.', 'Retry after retryAfterMs, or add a model.'),
  unavailable: code(503, true, 'upstream', 'The provider could not be reached or failed inside.', 'Retry; if it lasts, check the provider and its baseUrl.'),
  timeout: code(504, true, 'upstream', 'The answer did not come in time; details.phase says which limit ran out.', 'Raise the limit, or use a faster model.'),
  'bad-gateway': code(502, true, 'upstream', 'The provider answered something that is not its protocol.', 'Check that baseUrl points at the API; retry.'),
  'stream-cut': code(502, true, 'upstream', 'The stream ended without its terminal marker, so the answer is incomplete.', 'Retry; the text that came is not the whole answer.'),
  'missing-package': code(501, false, 'model', 'An optional package is not installed.', 'Run the install command in the message.'),
  'model-file-missing': code(404, false, 'model', 'The model file does not exist or cannot be read.', 'Check the path in the message.'),
  'model-file-corrupt': code(422, false, 'model', 'The model file is truncated or malformed; no engine was given it.', 'Download or convert it again.'),
  'model-load-failed': code(503, false, 'model', 'The engine refused to load the model.', 'Read the engine message; check memory and that the architecture is supported.'),
  'engine-crashed': code(503, true, 'model', 'The process of the local engine ended during the call.', 'Retry: the model is loaded again. If it repeats, the file or the memory limit is at fault.'),
  'not-initialized': code(503, false, 'gateway', 'The router is not initialized, or already closed.', 'await router.initialize() first, or leave autoInitialize on.'),
  'missing-variable': code(400, false, 'request', 'A prompt template was given no value for one of its variables.', 'Pass every variable that the message names.'),
  'not-implemented': code(501, false, 'request', 'This part of the surface is not built yet.', 'The message says what to use instead.'),
  internal: code(500, false, 'gateway', 'A fault in this software.', 'Report it with the request id.'),
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof errorCodes;

function code(status: number, retryable: boolean, scope: ErrorScope, meaning: string, remedy: string): CodeEntry {
  return { status, retryable, scope, meaning, remedy };
}
