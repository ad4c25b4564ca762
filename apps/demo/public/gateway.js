const keyName = 'llmrr-key';

/** A failure as the gateway tells it: what was wrong, and under which code. */
export class GatewayError extends Error {
  constructor(message, { status, code, requestId, retryAfter } = {}) {
    super(message);
    Object.assign(this, { status, code, requestId, retryAfter });
  }
}

export function rememberKey(key) {
  sessionStorage.setItem(keyName, key);
}

async function ask(path, options = {}) {
  const key = sessionStorage.getItem(keyName);
  let response;
  try {
    response = await fetch(path, { ...options, headers: { ...options.headers, ...(key && { authorization: `Bearer ${key}` }) } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new GatewayError('The gateway cannot be reached. Is it still running?', { code: 'unreachable' });
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => undefined);
  throw new GatewayError(body?.error?.message ?? `The gateway answered ${response.status}.`, {
    status: response.status,
    code: body?.error?.code,
    requestId: response.headers.get('x-llmrr-request-id'),
    retryAfter: response.headers.get('retry-after'),
  });
}

export async function status() {
  return (await ask('/api/status')).json();
}

/** Yields `{ answering }` once, then `{ text }`, `{ thought }`, and at the end `{ finish, usage, decision }`. Throws when the answer breaks off. */
export async function* chat(request, signal) {
  const response = await ask('/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true }, llmrr: { decision: true } }),
    signal,
  });
  const requestId = response.headers.get('x-llmrr-request-id');
  yield { answering: response.headers.get('x-llmrr-model'), strategy: response.headers.get('x-llmrr-strategy'), fellBack: response.headers.get('x-llmrr-fallback') === 'true', requestId };

  const end = { finish: undefined, usage: undefined, decision: undefined };
  for await (const data of events(response.body)) {
    if (data === '[DONE]') {
      yield end;
      return;
    }
    const chunk = JSON.parse(data);
    if (chunk.error) throw new GatewayError(chunk.error.message, { code: chunk.error.code, requestId });
    const [choice] = chunk.choices;
    const { content, reasoning_content: thought, refusal } = choice?.delta ?? {};
    if (thought) yield { thought };
    if (content || refusal) yield { text: content || refusal };
    if (choice?.finish_reason) end.finish = choice.finish_reason;
    if (chunk.usage) end.usage = chunk.usage;
    if (chunk.llmrr) end.decision = chunk.llmrr.decision;
  }
  throw new GatewayError('The answer broke off before its end.', { code: 'stream-cut', requestId });
}

async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    for (let end = waiting.indexOf('\n\n'); end !== -1; end = waiting.indexOf('\n\n')) {
      const lines = waiting.slice(0, end).split('\n');
      waiting = waiting.slice(end + 2);
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart());
      if (data.length > 0) yield data.join('\n');
    }
  }
}
