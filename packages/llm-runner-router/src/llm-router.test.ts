import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openAiStub, type VendorStub } from '@llmrr/testing';
import { LLMRouter } from './llm-router.ts';

let folder: string;
let lines: string[];
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'llmrr-facade-'));
  lines = [];
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await rm(folder, { recursive: true });
});

/** No file of this machine, no variable of it. */
function router(config?: ConstructorParameters<typeof LLMRouter>[0], environment: Readonly<Record<string, string>> = {}): LLMRouter {
  const made = new LLMRouter(config, { environment, folder, log: (line) => lines.push(line) });
  open.push(made);
  return made;
}
async function stubbed(): Promise<VendorStub> {
  const stub = await openAiStub({ models: [{ id: 'gpt-4o-mini' }, { id: 'gpt-4.1-mini' }, { id: 'gpt-4' }, { id: 'text-embedding-3-small' }] });
  open.push(stub);
  return stub;
}
const save = async (path: string, value: unknown): Promise<string> => {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
  return join(folder, path);
};
const mocks = { models: [{ id: 'm', source: 'mock:m' }], tinyModel: false };

test('constructing opens no handle, takes no time, and touches neither files nor the environment [S0-002]', () => {
  const before = process.getActiveResourcesInfo().length;
  const environment = new Proxy({}, { get: () => { throw new Error('the environment was read'); }, ownKeys: () => { throw new Error('the environment was read'); } });
  const startedMs = performance.now();
  for (let count = 0; count < 10; count++) {
    const made = new LLMRouter({ strategy: 'balanced', providers: { openai: { apiKey: 'sk-any', models: ['gpt-4'] } }, configFile: './nowhere.json' }, { environment, folder: '/nowhere' });
    expect(made.getStatus().initialized).toBe(false);
  }
  expect((performance.now() - startedMs) / 10).toBeLessThan(50);
  expect(process.getActiveResourcesInfo().length).toBe(before);
});

test('a configuration file is read by its path or as configFile; the path alone is a deprecation, and a missing file an error at initialize [S2-001]', async () => {
  const path = await save('settings.json', { ...mocks, routingStrategy: 'cost-optimized' });
  const [old, current] = [router(path), router({ configFile: 'settings.json' })];
  await Promise.all([old.initialize(), current.initialize()]);
  expect(old.getConfig()).toEqual(current.getConfig());
  expect(old.getConfig().routing.strategy).toBe('cost-optimized');
  expect(lines.filter((line) => line.includes('is the v0 form'))).toHaveLength(1);

  const missing = router({ configFile: './gone.json' });
  await expect(missing.initialize()).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringContaining('gone.json') });
  const broken = router(await save('broken.json', '{"models": [}'));
  await expect(broken.initialize()).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringMatching(/broken\.json.*JSON/) });
});

test('files are looked for in the documented order, as JSON, YAML and JavaScript, unless a configuration is passed [S2-024]', async () => {
  const strategyOf = async (config?: Record<string, unknown>) => {
    const made = router(config);
    await made.initialize();
    return made.getConfig().routing.strategy;
  };
  expect(await strategyOf()).toBe('balanced');
  await save('config.yaml', 'tinyModel: false\nrouting:\n  strategy: random\n');
  expect(await strategyOf()).toBe('random');
  await save('llm-runner.config.mjs', 'export default {};');
  await save('llm-runner.config.js', 'export default { strategy: "round-robin" };');
  await save('package.json', { type: 'module' });
  expect(await strategyOf()).toBe('round-robin');
  await save('.llmrouter.json', { strategy: 'quality-first' });
  expect(await strategyOf()).toBe('quality-first');
  await save('config.json', { strategy: 'cost-optimized' });
  expect(await strategyOf()).toBe('cost-optimized');
  await save('config/config.json', '\uFEFF{"strategy": "speed-priority"}');
  expect(await strategyOf()).toBe('speed-priority');
  expect(await strategyOf({ strategy: 'priority' })).toBe('priority');
});

test('the key of a provider comes from the environment, one in the configuration wins, and neither is shown or written [S0-019] [S0-031]', async () => {
  const stub = await stubbed();
  const environment = { OPENAI_API_KEY: 'sk-from-the-environment', OPENAI_BASE_URL: stub.baseUrl };
  const fromEnvironment = router({ tinyModel: false }, environment);
  await fromEnvironment.generate('Hello!');
  const fromConfig = router({ tinyModel: false, providers: { openai: { apiKey: 'sk-from-the-code' } } }, environment);
  await fromConfig.generate('Hello!');
  expect(stub.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer sk-from-the-environment', 'Bearer sk-from-the-code']);
  await fromConfig.registerModel({ id: 'other', format: 'api', provider: 'openai', config: { apiKey: 'sk-of-the-model', model: 'gpt-4' } });
  const written = await readFile(join(folder, 'models/registry.json'), 'utf8');
  const shown = JSON.stringify([fromConfig.getConfig(), fromEnvironment.getConfig(), fromConfig.getStatus(), fromConfig.modelStatus(), lines, written]);
  expect(shown).toContain('[redacted]');
  expect(shown).not.toMatch(/sk-(from|of)/);
});

test('a key alone gives a model to route to, and none of a vendor whose models are listed', async () => {
  const keys = { OPENAI_API_KEY: 'sk-a', GEMINI_API_KEY: 'g', ANTHROPIC_API_KEY: 'sk-ant-b' };
  const made = router({ models: ['anthropic:claude-sonnet-5-5'] }, keys);
  const status = new Map((await made.listModels()).map(({ id, source }) => [id, source]));
  expect([...status.values()]).toEqual(['anthropic:claude-sonnet-5-5', 'openai:gpt-4.1-mini', 'google:gemini-2.5-flash', expect.stringMatching(/^file:/)]);
  expect(made.checkHealth()).toMatchObject({ status: 'healthy' });
  expect(made.modelStatus().every(({ card }) => card?.provider !== 'google' || card.prices !== null)).toBe(true);
});

test('a model may have a key, an address and references to the environment of its own [S1-011]', async () => {
  const [first, second] = [await stubbed(), await stubbed()];
  const made = router(
    {
      tinyModel: false,
      providers: { openai: { apiKey: 'sk-shared', baseUrl: first.baseUrl } },
      models: [{ name: 'gpt-4o-mini', source: 'openai:gpt-4o-mini' }, { name: 'own', source: 'openai:gpt-4', config: { apiKey: '${ENV:OWN_KEY}', baseUrl: second.baseUrl, temperature: 0.3, maxTokens: 17, contextSize: 1_234 } }],
    },
    { OWN_KEY: 'sk-own' },
  );
  await made.generate('Hello!', { model: 'gpt-4o-mini' });
  await made.generate('Hello!', { model: 'own' });
  expect(first.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer sk-shared']);
  expect(second.requests[0]!.headers['authorization']).toBe('Bearer sk-own');
  expect(second.requests[0]!.body).toMatchObject({ model: 'gpt-4', temperature: 0.3, max_completion_tokens: 17 });
  expect(made.modelStatus().find(({ id }) => id === 'own')?.card).toMatchObject({ contextTokens: 1_234 });
  await expect(made.registerModel({ id: 'lost', source: 'openai:gpt-4', config: { apiKey: '${ENV:NOBODY_SET_IT}' } })).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringContaining('NOBODY_SET_IT') });
});

test('weight and priority of a model decide under the strategies of these names [S1-011]', async () => {
  const made = router({ tinyModel: false, models: [{ name: 'a', source: 'mock:a', weight: 0, priority: 1 }, { name: 'b', source: 'mock:b', weight: 1, priority: 2 }] });
  for (let count = 0; count < 10; count++) {
    expect((await made.generate('Hello!', { strategy: 'weighted' })).model).toBe('b');
    expect((await made.generate('Hello!', { strategy: 'priority' })).model).toBe('a');
  }
});

test('an API model is registered by provider alone, and its defaults reach the request [S2-031]', async () => {
  const stub = await stubbed();
  const made = router({ tinyModel: false, models: [], providers: { openai: { baseUrl: stub.baseUrl, apiKey: 'sk-any' } } });
  await made.registerModel({ id: 'gpt-4', format: 'api', provider: 'openai', config: { temperature: 0.7 } });
  await made.registerModel({ id: 'small', format: 'api', provider: 'openai', config: { model: 'gpt-4o-mini' } });
  await made.generate('Hello!', { model: 'gpt-4' });
  await made.generate('Hello!', { model: 'small' });
  expect(stub.requests.map(({ body }) => body)).toEqual([expect.objectContaining({ model: 'gpt-4', temperature: 0.7 }), expect.objectContaining({ model: 'gpt-4o-mini' })]);
});

test('a registered model outlives the process in models/registry.json, written whole; nothing is written before [S2-003] [S2-005] [S2-028]', async () => {
  const first = router({ tinyModel: false });
  await first.initialize();
  expect(await readdir(folder)).toEqual([]);
  await first.registerModel({ id: 'kept', name: 'kept', format: 'mock', source: 'mock:kept', config: { contextLength: 2_048 } });
  await expect(first.registerModel({ name: 'x', format: 'gguf' })).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringContaining('source') });
  expect(await readdir(join(folder, 'models'))).toEqual(['registry.json']);

  const second = router({ tinyModel: false });
  expect((await second.listModels()).map(({ id }) => id)).toEqual(['kept']);
  expect((await second.generate('Hello!')).model).toBe('kept');
  await second.unregisterModel('kept');
  await expect(second.unregisterModel('kept')).rejects.toMatchObject({ code: 'unknown-model' });
  expect(await router({ tinyModel: false }).listModels()).toEqual([]);
  expect(await readdir(join(folder, 'models'))).toEqual(['registry.json']);
});

test('models/configs holds a model a file, checked; the registry and it may lie elsewhere [S2-028] [S2-029]', async () => {
  await save('models/configs/llama.json', { id: 'llama', name: 'Llama', format: 'mock', source: 'mock:llama', config: { contextLength: 2_048, temperature: 0.7 } });
  await save('models/configs/notes.txt', 'nothing');
  const [entry] = await router({ tinyModel: false }).listModels();
  expect(entry).toMatchObject({ id: 'llama', name: 'Llama', source: 'mock:llama', contextTokens: 2_048, defaults: { temperature: 0.7 } });
  const elsewhere = router({ tinyModel: false, modelStore: { cacheDir: './store' } });
  expect(await elsewhere.listModels()).toEqual([]);
  await elsewhere.registerModel({ id: 'a', source: 'mock:a' });
  expect(await readdir(join(folder, 'store'))).toEqual(['registry.json']);

  await save('models/configs/broken.json', { id: 'broken', format: 'gguf' });
  await expect(router({ tinyModel: false }).listModels()).rejects.toMatchObject({ code: 'invalid-config', message: expect.stringMatching(/source.*broken\.json/) });
});

test.each([
  ['a file that is not there', 'gone.gguf', undefined, 'model-file-missing'],
  ['a name without extension that is not there', './gone', undefined, 'model-file-missing'],
  ['a truncated GGUF file', 'short.gguf', 'GGUF\u0003', 'model-file-corrupt'],
  ['a file of another format', 'model.gguf', Buffer.concat([Buffer.from([32, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"__metadata__":{}}'.padEnd(64))]), 'unsupported-format'],
  ['safetensors', 'model.safetensors', 'x', 'unsupported-format'],
  ['a pickle by name', 'model.pkl', 'x', 'unsupported-format'],
  ['a folder', 'models', null, 'unsupported-format'],
] as const)('%s is a typed error, and the router goes on', async (_what, name, content, code) => {
  if (content === null) await mkdir(join(folder, name));
  else if (content !== undefined) await writeFile(join(folder, name), content);
  const made = router(mocks);
  await expect(made.registerModel({ id: 'bad', source: `file:${name}` })).rejects.toMatchObject({ code });
  expect((await made.generate('Hello!')).model).toBe('m');
  expect((await made.listModels()).map(({ id }) => id)).toEqual(['m']);
});

test('an engine that is not here is a coded error that names those that are [S1-020]', async () => {
  await writeFile(join(folder, 'x.gguf'), 'GGUF');
  const made = router(mocks);
  await expect(made.registerModel({ id: 'x', source: 'file:x.gguf', engine: 'vllm-in-process' })).rejects.toMatchObject({ code: 'unknown-provider', message: expect.stringContaining('node-llama-cpp') });
  // The engine by its guides' name gets as far as the file.
  await expect(made.registerModel({ id: 'x', source: 'file:x.gguf', engine: 'native' })).rejects.toMatchObject({ code: 'model-file-corrupt' });
});

test('a model that cannot be loaded leaves a record with error, stack, model and time [S0-045]', async () => {
  const made = router({ ...mocks, models: [...mocks.models, { id: 'gone', source: 'file:gone.gguf' }], logging: { json: true } });
  await made.initialize();
  const [record] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(record).toMatchObject({
    level: 'error',
    message: 'Model loading failed: gone',
    details: { modelId: 'gone', error: expect.stringContaining('gone.gguf'), stack: expect.stringContaining('LlmrrError'), timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
  });
  expect(made.checkHealth().status).toBe('degraded');
});

test('keys that nothing reads and old names are warnings in the log, one each', async () => {
  await router({ ...mocks, routingStrategy: 'balanced', stratgey: 'balanced' }).initialize();
  expect(lines.filter((line) => line.includes('WARN') && line.includes('stratgey'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('WARN') && line.includes('routingStrategy'))).toHaveLength(1);
});

test('DEBUG=llm-runner-router:* writes what happens under that namespace, never a prompt [S0-021]', async () => {
  const talk = async (DEBUG: string) => {
    lines.length = 0;
    const made = router(mocks, { DEBUG });
    await made.generate('a very private prompt');
    return lines.map((line) => / DEBUG (\S+): (\S+)/.exec(line)?.slice(1).join(' '));
  };
  const all = await talk('express:*,llm-runner-router:*');
  expect(all).toEqual(expect.arrayContaining(['llm-runner-router:router decided', 'llm-runner-router:engine attempt', 'llm-runner-router:router complete', 'llm-runner-router:pipeline stage']));
  expect(lines.join()).not.toContain('private');
  expect(new Set(await talk('llm-runner-router:*,-llm-runner-router:p*'))).not.toContain('llm-runner-router:pipeline stage');
  expect(await talk('llm-runner-router:engine')).toEqual(['llm-runner-router:engine attempt']);
  expect(await talk('other:*')).toEqual([]);
});

test.each([[null, 'null'], [5, 'number'], [[], 'a list']])('new LLMRouter(%p) is refused at once, in words', (config, found) => {
  expect(() => new LLMRouter(config as unknown as string)).toThrow(`found ${found}`);
});
