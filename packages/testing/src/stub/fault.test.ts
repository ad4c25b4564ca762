import { describe, expect, test } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { anthropicStub, openAiStub, virtualClock, type Fault, type StubOptions } from '../index.ts';

const ask = { model: 'm', messages: [{ role: 'user' as const, content: 'Tell me a story.' }] };
const claude = { ...ask, max_tokens: 500 };

/** A stub and a client, for as long as the work takes. */
async function withOpenAi<Value>(options: StubOptions, work: (openai: OpenAI, stub: Awaited<ReturnType<typeof openAiStub>>) => Promise<Value>): Promise<Value> {
  const stub = await openAiStub(options);
  try {
    return await work(new OpenAI({ apiKey: 'any', baseURL: stub.baseUrl, maxRetries: 0 }), stub);
  } finally {
    await stub.close();
  }
}

test.each([
  [500, 'server_error', null],
  [503, 'server_error', null],
  [429, 'requests', 'rate_limit_exceeded'],
  [401, 'invalid_request_error', 'invalid_api_key'],
])('status %i comes in the shape of OpenAI', async (status, type, code) => {
  await withOpenAi({ faults: [status] }, async (openai) => {
    await expect(openai.chat.completions.create(ask)).rejects.toMatchObject({ status, type, code });
  });
});

test.each([
  [500, 'api_error'],
  [529, 'overloaded_error'],
  [429, 'rate_limit_error'],
  [401, 'authentication_error'],
])('status %i comes in the shape of Anthropic', async (status, type) => {
  const stub = await anthropicStub({ faults: [status] });
  try {
    await expect(new Anthropic({ apiKey: 'any', baseURL: stub.baseUrl, maxRetries: 0 }).messages.create(claude)).rejects.toMatchObject({ status, error: { error: { type } } });
  } finally {
    await stub.close();
  }
});

test('a rate limit says when to come back, a quota says that it is used up', async () => {
  const faults: Fault[] = [
    { kind: 'status', status: 429, retryAfter: 7 },
    { kind: 'status', status: 429, code: 'insufficient_quota', message: 'You exceeded your current quota.' },
  ];
  await withOpenAi({ faults }, async (openai) => {
    const limited = await openai.chat.completions.create(ask).catch((error: unknown) => error);
    expect((limited as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('7');
    await expect(openai.chat.completions.create(ask)).rejects.toMatchObject({ code: 'insufficient_quota', type: 'insufficient_quota' });
  });
});

test('faults are for one request each, in order, and those ordered later join the queue', async () => {
  await withOpenAi({ faults: [undefined, 500] }, async (openai, stub) => {
    stub.fail(503);
    const outcomes: number[] = [];
    for (let request = 0; request < 4; request++) outcomes.push(await openai.chat.completions.create(ask).then(() => 200, (error: unknown) => (error as { status: number }).status));
    expect(outcomes).toEqual([200, 500, 503, 200]);
  });
});

test('a fault may depend on the request', async () => {
  await withOpenAi({ faults: (request) => (request.path === '/v1/models' ? 500 : undefined) }, async (openai) => {
    await expect(openai.models.list()).rejects.toMatchObject({ status: 500 });
    await expect(openai.chat.completions.create(ask)).resolves.toBeDefined();
  });
});

test('html comes with 200 and is no answer of the API', async () => {
  await withOpenAi({ faults: [{ kind: 'html' }] }, async (_, stub) => {
    const response = await fetch(`${stub.baseUrl}/chat/completions`, { method: 'POST', body: JSON.stringify(ask) });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await response.text()).toContain('<html>');
  });
});

test('reset closes the connection without a byte', async () => {
  await withOpenAi({ faults: [{ kind: 'reset' }] }, async (openai) => {
    await expect(openai.chat.completions.create(ask)).rejects.toThrow('Connection error');
  });
});

test('a body beyond the limit is refused, one at the limit is taken', async () => {
  const body = JSON.stringify(ask);
  await withOpenAi({ bodyLimitBytes: body.length }, async (_, { baseUrl }) => {
    const statusOf = async (sent: string) => (await fetch(`${baseUrl}/chat/completions`, { method: 'POST', body: sent })).status;
    expect([await statusOf(body), await statusOf(`${body} `)]).toEqual([200, 413]);
  });
});

test('a closed stub refuses connections', async () => {
  const stub = await openAiStub();
  await stub.close();
  const failed = fetch(`${stub.baseUrl}/models`);
  await expect(failed).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

/** Reads a stream as it comes: the events, and whether it ended well. */
async function read(url: string, body: object, headers: Record<string, string> = {}): Promise<{ events: string[]; outcome: string }> {
  const events: string[] = [];
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    let text = '';
    const decoder = new TextDecoder();
    const reader = response.body!.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      text += decoder.decode(piece.value as Uint8Array, { stream: true });
      events.splice(0, events.length, ...text.split('\n\n').slice(0, -1));
    }
    return { events, outcome: 'ended' };
  } catch {
    return { events, outcome: 'broken' };
  }
}

describe('in the middle of a stream', () => {
  const stream = { ...ask, stream: true };

  test('cut breaks the connection behind the given number of events, truncate ends it as if all were well', async () => {
    await withOpenAi({ faults: [{ kind: 'cut', afterEvents: 2 }, { kind: 'truncate', afterEvents: 4 }, { kind: 'cut', afterEvents: 0 }] }, async (_, { baseUrl }) => {
      const url = `${baseUrl}/chat/completions`;
      const cut = await read(url, stream);
      expect([cut.events.length, cut.outcome]).toEqual([2, 'broken']);
      const truncated = await read(url, stream);
      expect([truncated.events.length, truncated.outcome]).toEqual([4, 'ended']);
      expect(truncated.events).not.toContain('data: [DONE]');
      const early = await read(url, stream);
      expect([early.events.length, early.outcome]).toEqual([0, 'broken']);
      const whole = await read(url, stream);
      expect(whole.events.at(-1)).toBe('data: [DONE]');
    });
  });

  test('cut breaks a whole answer in its middle', async () => {
    await withOpenAi({ faults: [{ kind: 'cut' }] }, async (_, { baseUrl }) => {
      const response = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', body: JSON.stringify(ask) });
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
    });
  });

  test('an error event comes in the shape of each vendor', async () => {
    await withOpenAi({ faults: [{ kind: 'error-event' }] }, async (openai) => {
      const reading = async () => {
        for await (const _ of await openai.chat.completions.create({ ...ask, stream: true }));
      };
      await expect(reading()).rejects.toMatchObject({ error: { type: 'server_error' } });
    });
    const stub = await anthropicStub({ faults: [{ kind: 'error-event', status: 529 }] });
    try {
      const reading = new Anthropic({ apiKey: 'any', baseURL: stub.baseUrl, maxRetries: 0 }).messages.stream(claude).finalMessage();
      await expect(reading).rejects.toMatchObject({ error: { error: { type: 'overloaded_error' } } });
    } finally {
      await stub.close();
    }
  });

  test('hang goes silent, and the stub notices when the client leaves', async () => {
    await withOpenAi({ faults: [{ kind: 'hang', afterEvents: 3 }] }, async (openai, stub) => {
      const controller = new AbortController();
      let chunks = 0;
      const reading = async () => {
        for await (const _ of await openai.chat.completions.create({ ...ask, stream: true }, { signal: controller.signal })) {
          if (++chunks === 3) controller.abort();
        }
      };
      await reading().catch(() => undefined);
      expect(chunks).toBe(3);
      await until(() => stub.requests[0]?.aborted === true);
    });
  });
});

test('hang without a number never answers, and does not keep the stub from closing', async () => {
  const stub = await openAiStub({ faults: [{ kind: 'hang' }] });
  const asked = fetch(`${stub.baseUrl}/models`).then(() => 'answered', () => 'broken');
  await until(() => stub.requests.length === 1);
  await stub.close();
  expect(await asked).toBe('broken');
});

test('latency and the pause between events pass on the given clock', async () => {
  const clock = virtualClock();
  await withOpenAi({ latencyMs: 500, eventDelayMs: 20, clock, answers: ['one two'] }, async (openai, stub) => {
    let done = false;
    const asked = openai.chat.completions.create({ ...ask, stream: true }).then(async (stream) => {
      for await (const _ of stream);
      done = true;
    });
    await until(() => clock.pendingTimers === 1);
    await clock.advance(499);
    expect(done).toBe(false);
    await clock.advance(1);
    for (let event = 0; event < 4; event++) {
      await until(() => clock.pendingTimers === 1);
      expect(done).toBe(false);
      await clock.advance(20);
    }
    await asked;
    expect(stub.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions', body: { stream: true }, aborted: false });
  });
});

/** Lets the event loop turn until it is so; the test's own time limit is the end of it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
