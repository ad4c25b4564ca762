import { expect, test } from '@jest/globals';
import { LlmrrError } from '../error.ts';
import type { Clock } from '../clock.ts';
import { aliases } from '../aliases/index.ts';
import { GenerateResult } from './generate-result.ts';
import { Router, type RouterOptions } from './router.ts';
import { recordingProvider } from './router.fixture.ts';
import { StreamChunk } from './stream-result.ts';

const models = [
  { id: 'first', source: 'test:one', priority: 1, aliases: ['primary'] },
  { id: 'second', source: 'test:two', priority: 2 },
];

function setup(config: Record<string, unknown> = {}, options: Partial<RouterOptions> = {}) {
  const recording = recordingProvider();
  const router = new Router({ config: { models, strategy: 'priority', retries: 0, ...config }, providers: [recording.provider], random: () => 0.5, version: '9.9.9', ...options });
  return { router, ...recording };
}
const lastCall = ({ calls }: ReturnType<typeof recordingProvider>) => calls.at(-1)!.call;

test('constructing does no I/O and opens no handle; what it opens ends with close [S0-002]', async () => {
  const before = process.getActiveResourcesInfo().length;
  const { router, state } = setup();
  expect(process.getActiveResourcesInfo().length).toBe(before);
  expect(state.opened).toBe(0);
  await router.generate('hi');
  await router.close();
  expect(state.closed).toBe(2);
  expect(process.getActiveResourcesInfo().length).toBe(before);
});

test('initialize makes it initialized once; the first request does it by itself [S0-003]', async () => {
  const { router, state } = setup();
  expect(router.getStatus()).toMatchObject({ initialized: false, healthy: false });
  await Promise.all([router.initialize(), router.initialize()]);
  await router.initialize();
  expect([router.getStatus().initialized, state.opened]).toEqual([true, 2]);
  const other = setup();
  expect((await other.router.generate('hi')).text).toBe('echo: hi');
  expect(other.router.getStatus().initialized).toBe(true);
});

test('in strict mode a call before initialize is refused, and so is one after close [S0-003] [S3-010] [S3-001]', async () => {
  const { router } = setup({ autoInitialize: false });
  await expect(router.generate('hi')).rejects.toMatchObject({ code: 'not-initialized', message: 'Router not initialized' });
  await router.initialize();
  await router.generate('hi');
  await router.close();
  await router.close();
  await expect(router.generate('hi')).rejects.toMatchObject({ message: 'Router not initialized' });
  await expect(router.initialize()).rejects.toMatchObject({ message: 'Router not initialized' });
});

test('every option of quick reaches the model [S0-009]', async () => {
  const recording = setup();
  await recording.router.quick('hi', {
    temperature: 0, maxTokens: 7, topP: 0.5, stop: 'END', seed: 3, model: 'second',
    tools: [{ type: 'function', function: { name: 'weather', description: 'Tells it', parameters: { type: 'object' } } }],
    toolChoice: 'auto', responseFormat: { type: 'json_object' }, maxRetries: 2, timeout: 5_000,
  });
  expect(recording.calls.at(-1)!.model).toBe('second');
  expect(lastCall(recording)).toMatchObject({
    messages: [{ role: 'user', content: 'hi' }], temperature: 0, maxTokens: 7, topP: 0.5, stop: ['END'], seed: 3,
    tools: [{ name: 'weather', description: 'Tells it', parameters: { type: 'object' } }], toolChoice: 'auto', responseFormat: { type: 'json' }, retries: 2, timeoutMs: 5_000,
  });
});

test('a request restricts strategy, provider, fallbacks and candidates [S0-009] [S1-008] [S0-011]', async () => {
  const { router, failing } = setup();
  expect((await router.quick('hi', { strategy: 'round-robin' })).decision!.strategy).toBe('round-robin');
  expect((await router.quick('hi', { models: ['second'] })).model).toBe('second');
  expect((await router.quick('hi', { preferredModel: 'second' })).model).toBe('second');
  await expect(router.quick('hi', { provider: 'other' })).rejects.toMatchObject({ code: 'no-model' });
  failing.add('second');
  expect((await router.quick('hi', { model: 'second', fallbacks: ['first'] })).model).toBe('first');
  await expect(router.quick('hi', { model: 'second' })).rejects.toMatchObject({ code: 'unavailable' });
});

test('stream yields pieces whose texts join to the whole answer; the last has the usage [S0-010] [S0-015]', async () => {
  const { router } = setup();
  const chunks: StreamChunk[] = [];
  for await (const chunk of router.stream('one two three')) chunks.push(chunk);
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.map(String).join('')).toBe((await router.generate('one two three')).text);
  expect(chunks[0]).toMatchObject({ text: 'echo: ', index: 0, done: false, raw: { type: 'text' } });
  expect(chunks.at(-1)).toMatchObject({ text: '', done: true, usage: { promptTokens: 10, completionTokens: 20 } });
});

test('a stream may be awaited, is no promise, and tells the same by events under both names [S1-006] [S2-013] [S2-018] [S2-034]', async () => {
  const { router } = setup();
  const stream = await router.generateStream('one two');
  expect('then' in stream).toBe(false);
  const seen: string[] = [];
  stream.on('chunk', ({ text }) => seen.push(`chunk ${text}`)).on('token', ({ text }) => seen.push(`token ${text}`)).on('end', ({ text }) => seen.push(`end ${text}`));
  const { text } = await stream.result();
  expect(text).toBe('echo: one two');
  expect(seen.slice(0, 2)).toEqual(['chunk echo: ', 'token echo: ']);
  expect(seen.at(-1)).toBe('end echo: one two');
});

test('a failing stream throws at the first pull and tells its error listeners', async () => {
  const { router, failing } = setup();
  failing.add('first').add('second');
  await expect((async () => { for await (const _chunk of router.stream('hi')); })()).rejects.toMatchObject({ code: 'unavailable' });
  const error = await new Promise((resolve) => router.stream('hi').on('error', resolve));
  expect(LlmrrError.is(error, 'unavailable')).toBe(true);
  await expect((async () => { for await (const _chunk of router.stream('hi', { maxTokens: -1 })); })()).rejects.toMatchObject({ code: 'invalid-request' });
});

test('text is joined up to the configured number of characters [S1-046]', async () => {
  const { router } = setup({ performance: { streaming: { enabled: true, chunkSize: 12 } } });
  const texts: string[] = [];
  for await (const { text, done } of router.stream('one two three four')) if (!done) texts.push(text);
  expect(texts.join('')).toBe('echo: one two three four');
  expect(texts.slice(0, -1).every((text) => text.length >= 12)).toBe(true);
  expect(texts.length).toBe(2);
});

test('generate takes a string, a list of messages, or one object of any generation [S1-004] [S2-011] [S2-012] [S0-013]', async () => {
  const recording = setup();
  const { router } = recording;
  expect((await router.generate('hi')).text).toBe('echo: hi');
  expect((await router.generate([{ role: 'system', content: 'be brief' }, { role: 'user', content: 'you' }])).text).toBe('echo: you');
  expect((await router.generate({ input: 'old', max_tokens: 5, model_id: 'second' })).modelUsed).toBe('second');
  expect(lastCall(recording).maxTokens).toBe(5);
  expect(await router.process({ prompt: 'new', model: 'second', maxTokens: 6, temperature: 0.1, topP: 0.9, streaming: false })).toMatchObject({ response: 'echo: new', modelUsed: 'second', metrics: { promptTokens: 10 } });
  expect((await router.quick('', { messages: [{ role: 'user', content: 'wins' }] })).text).toBe('echo: wins');
});

test('a prompt that is none is an error that names it, and harms nothing [S1-004] [S1-032]', async () => {
  const { router } = setup();
  await expect(router.generate(null as unknown as string)).rejects.toMatchObject({ code: 'invalid-request', message: 'prompt: expected a string or a list of messages, received null' });
  await expect(router.generate([{ role: 'user', content: 7 }])).rejects.toMatchObject({ message: expect.stringContaining('messages[0]: content: expected string or array') });
  expect((await router.generate('next')).text).toBe('echo: next');
});

test('unknown models are coded errors with the nearest names [S2-012]', async () => {
  const { router } = setup();
  await expect(router.process({ prompt: 'x', model: 'frist' })).rejects.toMatchObject({ code: 'unknown-model', message: expect.stringContaining('first') });
});

test('of two spellings of one field the new one counts, with one warning [S2-015]', async () => {
  const recording = setup();
  const warnings: string[] = [];
  recording.router.events.on('warning', ({ message }) => warnings.push(message));
  await recording.router.generate('hi', { max_tokens: 1, maxTokens: 2 });
  expect(lastCall(recording).maxTokens).toBe(2);
  expect(warnings).toEqual([expect.stringContaining('"max_tokens"')]);
});

test('one result has every spelling of every generation [S0-014] [S2-016] [S2-017] [S1-009] [S3-003] [S2-037]', async () => {
  const { router } = setup();
  const result = await router.generate('hi');
  expect(result).toBeInstanceOf(GenerateResult);
  expect(result).toMatchObject({ text: 'echo: hi', model: 'first', provider: 'test', finishReason: 'stop', cached: false, cost: 0.00005, toolCalls: [] });
  expect(Object.keys(result).sort()).toEqual(['attempts', 'cached', 'cost', 'decision', 'finishReason', 'latencyMs', 'model', 'provider', 'raw', 'text', 'toolCalls', 'usage']);
  for (const { surface, canonical, accepted } of aliases) if (surface === 'result') expect([accepted, at(result, accepted)]).toEqual([accepted, at(result, canonical)]);
  expect(result.usage!.total_tokens).toBe(30);
  expect(`${result}`).toBe('echo: hi');
  expect(result.dict()).toEqual({
    model: 'first',
    choices: [{ index: 0, message: { role: 'assistant', content: 'echo: hi' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 },
  });
  expect(JSON.parse(JSON.stringify(result))).toMatchObject({ text: 'echo: hi', usage: { totalTokens: 30 }, decision: { model: 'first' } });
  expect(result.metadata.latency).toBe(result.latencyMs);
});

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
}

test('tool calls come as OpenAI items, and their results go back behind the call [S0-016] [S0-017]', async () => {
  const recording = setup();
  const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }];
  const { toolCalls, finishReason } = await recording.router.generate('weather?', { tools });
  expect(finishReason).toBe('tool-calls');
  expect(toolCalls).toEqual([{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }]);
  await recording.router.generate('', {
    tools, toolChoice: 'none',
    messages: [{ role: 'user', content: 'weather?' }, { role: 'assistant', content: null, tool_calls: toolCalls }, { role: 'tool', tool_call_id: 'call_1', content: '{"sky":"blue"}' }],
  });
  expect(lastCall(recording).messages).toEqual([
    { role: 'user', content: 'weather?' },
    { role: 'assistant', content: [{ type: 'tool-call', id: 'call_1', name: 'weather', arguments: '{"city":"Paris"}' }] },
    { role: 'tool', content: [{ type: 'tool-result', id: 'call_1', content: '{"sky":"blue"}' }] },
  ]);
});

test('every error has code, message, details, retryable and cause [S2-019]', async () => {
  const { router, failing } = setup();
  failing.add('first').add('second');
  const error = await router.generate('hi').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LlmrrError);
  expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('first is down'), retryable: true, details: { decision: { model: null } }, cause: expect.any(AggregateError) });
});

test('batch keeps the order, and one failing item does not lose the others [S2-014]', async () => {
  const { router } = setup();
  const results = await router.processBatch(['a', { prompt: 'b', model: 'nowhere' }, { prompt: 'c', options: { model: 'second' } }]);
  expect(results.map(({ text }) => text)).toEqual(['echo: a', null, 'echo: c']);
  expect((results[1] as { error: LlmrrError }).error.code).toBe('unknown-model');
  expect((await router.quick(['x', 'y'], { batch: true })).map(({ text }) => text)).toEqual(['echo: x', 'echo: y']);
});

test('a hundred parallel callers are all served, never more at once than allowed [S0-012]', async () => {
  const { router } = setup({ performance: { maxConcurrent: 10 } });
  expect(new Set((await Promise.all(Array.from({ length: 100 }, (_, index) => router.quick(`n${index}`)))).map(({ text }) => text)).size).toBe(100);
});

test('embeddings are vectors, lists of vectors and results at once; their JSON is the plain array [S0-057] [S0-058] [S0-059]', async () => {
  const { router, embedded } = setup();
  const one = await router.quick('hello', { task: 'embedding' });
  expect([one[0], one.length, one.embedding, one.dimensions, one.model]).toEqual([5, 3, [5, 0.5, 1], 3, 'first']);
  expect(JSON.stringify(one)).toBe('[5,0.5,1]');
  const many = await router.createEmbedding(['a', 'bb'], { model: 'second', dimensions: 3 });
  expect([many.length, many[1], many.embeddings[1], many.model]).toEqual([2, [2, 0.5, 1], [2, 0.5, 1], 'second']);
  expect(embedded.at(-1)).toMatchObject({ values: ['a', 'bb'], dimensions: 3 });
  await expect(router.embed([])).rejects.toMatchObject({ code: 'invalid-request' });
});

test('many texts are embedded by one call, in order [S0-053]', async () => {
  const { router, embedded } = setup();
  expect((await router.quick(['a', 'bb', 'ccc'], { task: 'embedding', batch: true })).map((vector) => (vector as number[])[0])).toEqual([1, 2, 3]);
  expect(embedded).toHaveLength(1);
});

test('a loaded model retries, falls back and names itself when it fails [S0-004]', async () => {
  const { router, failing, state } = setup();
  const loaded = await router.load('primary', { fallbacks: ['second'], timeout: 30_000, retries: 0 });
  expect([loaded.id, state.loaded.has('first')]).toEqual(['first', true]);
  expect((await loaded.quick('hi')).model).toBe('first');
  failing.add('first');
  expect((await loaded.generate('hi')).model).toBe('second');
  const failed: string[] = [];
  router.events.on('model:failed', ({ modelId, timestamp }) => failed.push(`${modelId} ${timestamp.slice(0, 2)}`));
  await expect(router.load('nowhere')).rejects.toMatchObject({ code: 'unknown-model', details: { modelId: 'nowhere' } });
  expect(failed).toEqual(['nowhere 20']);
  expect((await router.load('nowhere', { fallbacks: ['second'] })).id).toBe('second');
});

test('models are registered, listed, found and forgotten at run time, under both names [S2-003] [S2-004] [S2-005] [S2-006] [S0-005]', async () => {
  const { router, state } = setup();
  const events: string[] = [];
  router.events.on('model:registered', ({ id }) => events.push(`+${id}`));
  router.events.on('model:unregistered', ({ id }) => events.push(`-${id}`));
  await router.registerModel({ id: 'third', name: 'Third', format: 'api', provider: 'test', source: 'test:three' });
  expect((await router.generate('hi', { model: 'Third' })).model).toBe('third');
  expect((await router.getModels()).map(({ id }) => id)).toEqual((await router.registry.getAll()).map(({ id }) => id));
  await router.removeModel('third');
  expect((await router.listModels()).map(({ id }) => id)).toEqual(['first', 'second']);
  await expect(router.unregisterModel('third')).rejects.toMatchObject({ code: 'unknown-model' });
  expect(events).toEqual(['+third', '-third']);
  await new Promise((resolve) => setImmediate(resolve));
  expect(state.closed).toBe(1);
});

test('a model that cannot be opened is not registered, and one of the configuration leaves the rest working', async () => {
  const { router } = setup({ models: [...models, { id: 'bad', source: 'test:broken' }] });
  await router.initialize();
  expect(router.checkHealth()).toMatchObject({ status: 'degraded', reasons: ['bad: broken is truncated'] });
  expect((await router.generate('hi')).decision!.excluded).toMatchObject([{ model: 'bad', reason: 'disabled', detail: 'broken is truncated' }]);
  await expect(router.registerModel({ id: 'worse', name: 'worse', format: 'api', provider: 'test', source: 'test:broken' })).rejects.toMatchObject({ code: 'model-file-corrupt' });
  expect((await router.listModels()).map(({ id }) => id)).not.toContain('worse');
});

test('updateConfig merges, takes effect on the next request and tells; a wrong value leaves the old in force [S2-007]', async () => {
  const { router } = setup();
  const changes: (readonly string[])[] = [];
  router.events.on('config:updated', ({ changed }) => changes.push(changed));
  expect((await router.generate('hi')).decision!.strategy).toBe('priority');
  await router.setConfig({ routingStrategy: 'quality-first' });
  expect((await router.generate('hi')).decision!.strategy).toBe('quality-first');
  await expect(router.updateConfig({ performance: { maxConcurrent: 0 } })).rejects.toMatchObject({ code: 'invalid-config' });
  await expect(router.updateConfig({ fallbackChain: ['nobody'] })).rejects.toBeInstanceOf(LlmrrError);
  expect(router.getConfig().routing.strategy).toBe('quality-first');
  expect((await router.generate('hi')).decision!.strategy).toBe('quality-first');
  expect(changes).toEqual([['routing']]);
});

test('status and health tell the same under all their names, and are never good before initialize [S2-008] [S2-009]', async () => {
  const { router } = setup();
  expect(router.checkHealth().status).toBe('unhealthy');
  await router.initialize();
  expect(router.getStatus()).toMatchObject({ healthy: true, initialized: true, version: '9.9.9', models: 2, strategy: 'priority', uptimeMs: expect.any(Number), uptime: expect.any(Number), engine: expect.anything() });
  expect(router.status()).toMatchObject({ healthy: true });
  expect(router.health()).toEqual(router.checkHealth());
  expect(router.get_health_status()).toEqual(router.checkHealth());
});

test('the stages of one request come in the order of the architecture [S0-006]', async () => {
  const { router } = setup();
  const stages: string[] = [];
  router.events.on('stage', ({ stage }) => stages.push(stage));
  await router.generate('hi');
  expect(stages).toEqual(['registry', 'router', 'pipeline', 'engine', 'results']);
});

test('a stage of your own sees the request and changes prompt and answer, in the order of adding [S0-007]', async () => {
  const { router } = setup();
  const order: string[] = [];
  router.pipeline.use({
    name: 'outer',
    before: (call) => (order.push('outer before'), { ...call, messages: [{ role: 'user', content: `${String(call.messages[0]!.content)} please` }] }),
    after: (answer) => (order.push('outer after'), { ...answer, text: answer.text.toUpperCase() }),
  });
  const remove = router.pipeline.use({
    name: 'inner',
    before: (call) => (order.push(`inner before ${String(call.messages[0]!.content)}`), call),
    after: (answer) => (order.push('inner after'), answer),
  });
  expect((await router.generate('hi')).text).toBe('ECHO: HI PLEASE');
  expect(order).toEqual(['outer before', 'inner before hi please', 'inner after', 'outer after']);
  let streamed = '';
  for await (const { text } of router.stream('hi')) streamed += text;
  expect(streamed).toBe('ECHO: HI PLEASE');
  remove();
  expect(router.pipeline.stages.map(({ name }) => name)).toEqual(['outer']);
});

test('cleanup and unloadUnusedModels free memory, the router still answers [S1-002]', async () => {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, wall: () => nowMs, setTimeout: (callback, ms) => setTimeout(callback, ms), clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout) };
  const { router, state } = setup({}, { clock });
  await router.generate('hi', { model: 'first' });
  nowMs = 200_000;
  await router.generate('hi', { model: 'second' });
  nowMs = 310_000;
  expect(await router.unloadUnusedModels({ idleMs: 300_000 })).toEqual(['first']);
  expect([...state.loaded]).toEqual(['second']);
  await router.cleanup();
  expect(state.loaded.size).toBe(0);
  expect((await router.generate('again')).text).toBe('echo: again');
});

test('metrics count what happened', async () => {
  const { router, failing } = setup();
  await router.generate('hi');
  failing.add('first');
  await router.generate('hi');
  failing.add('second');
  await router.generate('hi').catch(() => undefined);
  expect(router.getMetrics()).toMatchObject({ requests: 3, successes: 2, failures: 1, successRate: 2 / 3, fallbacks: 1, inputTokens: 20, outputTokens: 40, costUsd: 0.0001, unpriced: 0 });
});

test('every other name of a method in the alias table leads to the method', () => {
  const { router } = setup();
  for (const { surface, accepted, canonical } of aliases) {
    if (surface !== 'method') continue;
    expect([accepted, typeof (router as unknown as Record<string, unknown>)[accepted]]).toEqual([accepted, 'function']);
    expect(typeof (router as unknown as Record<string, unknown>)[canonical]).toBe('function');
  }
});

test('complete takes a use case and a tier behind the messages', async () => {
  const recording = setup();
  await recording.router.complete('hi', 'code_generation', 'premium');
  expect(lastCall(recording).context).toMatchObject({ useCase: 'code_generation', tier: 'premium' });
});

test('the choice is left open by auto and by auto:strategy', async () => {
  const { router } = setup();
  expect((await router.generate('hi', { model: 'auto' })).decision!.candidates).toHaveLength(2);
  expect((await router.generate('hi', { model: 'auto:quality-first' })).decision!.strategy).toBe('quality-first');
  await expect(router.generate('hi', { model: 'auto:nonsense' })).rejects.toMatchObject({ code: 'unknown-strategy' });
});

test('a template of the configuration is used by its id, with its stop tokens; a model that it was not made for is a warning [S2-035]', async () => {
  const recording = setup({ templates: [{ id: 'qa', format: 'Context: {context}\nUser: {input}', stopTokens: ['User:'], modelCompatibility: ['second'] }] });
  const warnings: string[] = [];
  recording.router.events.on('warning', ({ message }) => warnings.push(message));
  await recording.router.generate('why?', { template: 'qa', variables: { context: 'facts' }, model: 'second' });
  expect(lastCall(recording)).toMatchObject({ messages: [{ role: 'user', content: 'Context: facts\nUser: why?' }], stop: ['User:'] });
  expect(warnings).toEqual([]);
  await recording.router.generate('why?', { template: 'qa', variables: { context: 'facts' }, model: 'first' });
  expect(warnings).toEqual([expect.stringContaining('was made for second')]);
  await expect(recording.router.generate('x', { template: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(recording.router.generate('x', { template: 'qa' })).rejects.toMatchObject({ code: 'missing-variable' });
});

test('every call is a promise, so that a forgotten await is a type error, and the pitfall shows [S0-008]', async () => {
  const { router } = setup();
  const answer: Promise<GenerateResult> = router.quick('hi');
  // @ts-expect-error the text is in the result, not in the promise
  expect(answer.text).toBeUndefined();
  expect((await answer).text).toBe('echo: hi');
});

test('provider:model of a configured provider is opened when a request names it, and auto never takes it', async () => {
  const { router, calls } = setup({ providers: { test: { apiKey: 'k' } } });
  expect((await router.generate('hi', { model: 'test:fresh' })).model).toBe('test:fresh');
  expect((await router.generate('hi', { model: 'first', fallbacks: ['test:other'] })).model).toBe('first');
  expect((await router.generate('hi')).decision!.candidates.map(({ model }) => model)).toEqual(['first', 'second']);
  expect(calls.map(({ model }) => model)).toEqual(['test:fresh', 'first', 'first']);
  await expect(router.generate('hi', { model: 'other:fresh' })).rejects.toMatchObject({ code: 'unknown-model' });
  for (let count = 0; count < 120; count++) await router.generate('hi', { model: `test:m${count}` });
  expect((await router.listModels()).length).toBe(102);
  const unconfigured = setup();
  await expect(unconfigured.router.generate('hi', { model: 'test:fresh' })).rejects.toMatchObject({ code: 'unknown-model' });
});
