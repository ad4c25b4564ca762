import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { folderWith, type Folder } from './cli.test.fixture.ts';

const models = [
  { id: 'good', source: 'mock:good' },
  { id: 'broken', source: 'mock:broken', options: { failures: 'always' } },
  { id: 'slow', source: 'mock:slow', options: { latencyMs: 60_000 } },
];
let folder: Folder;
beforeAll(async () => void (folder = await folderWith({ models, tinyModel: false })));
afterAll(() => folder.remove());

test('generate prints the answer alone on standard output, and who gave it beside it', async () => {
  const { status, out, note } = await folder.run('generate -m good Hi');
  expect(out).toBe('[mock] Hello! How can I help you?\n');
  expect(note).toMatch(/^good by balanced · \d+ ms · \$0\n$/);
  expect(status).toBe(0);
});

test('text piped in stands behind the words', async () => {
  const { out } = await folder.run('route explain --json Summarise:', { piped: 'a long text '.repeat(40) });
  const longer = JSON.parse(out).candidates[0].estimate.inputTokens as number;
  const { out: short } = await folder.run('route explain --json Summarise:');
  expect(longer).toBeGreaterThan(JSON.parse(short).candidates[0].estimate.inputTokens);
});

test('generate --json is one object with answer, usage and decision', async () => {
  const { out, note } = await folder.run('generate -m good --json Hi');
  expect(JSON.parse(out)).toMatchObject({ text: '[mock] Hello! How can I help you?', model: 'good', decision: { model: 'good', fellBack: false } });
  expect(note).toBe('');
});

test('a model that fails is replaced, and the line about the answer says so', async () => {
  await folder.write('chain.json', { models, tinyModel: false, routing: { strategy: 'priority', fallback: { chain: ['broken', 'good'] } }, performance: { retries: 0 } });
  const { status, note } = await folder.run('generate -c chain.json Hi');
  expect(note).toMatch(/^good by priority · fallback \(broken failed: unavailable\)/);
  expect(status).toBe(0);
});

test.each([
  ['bogus', /unknown command 'bogus'/],
  ['generate --bogus Hi', /unknown option '--bogus'/],
  ['generate', /nothing to send/],
  ['generate --max-tokens many Hi', /expected a number/],
  ['models add', /missing required argument 'source'/],
  ['models add mock:x --weight heavy', /expected a number/],
])('%s is a wrong use: status 2', async (words, message) => {
  const { status, out, note } = await folder.run(words);
  expect([status, out]).toEqual([2, '']);
  expect(note).toMatch(message);
});

test('with --json a wrong use is one line of JSON on standard error', async () => {
  const { status, out, note } = await folder.run('generate --bogus --json Hi');
  expect([status, out]).toEqual([2, '']);
  expect(JSON.parse(note)).toMatchObject({ error: { code: 'invalid-request', message: expect.stringContaining('--bogus') } });
});

test.each([
  ['generate -m nope Hi', 'unknown-model'],
  ['generate -s nope Hi', 'unknown-strategy'],
  ['generate --max-tokens 0 Hi', 'invalid-request'],
  ['models show nope', 'unknown-model'],
  ['models remove nope', 'unknown-model'],
  ['models add nonsense', 'unknown-provider'],
  ['models add ./nope.gguf', 'model-file-missing'],
  ['config explain nope', 'invalid-request'],
  ['doctor -c nope.json', undefined],
])('%s fails: status 1, and with --json the code %s', async (words, code) => {
  const { status, note } = await folder.run(`${words} --json`);
  expect(status).toBe(1);
  if (code) expect(note.trim().split('\n').map((line) => JSON.parse(line).error?.code)).toEqual([code]);
});

test('interrupting an answer ends with 130', async () => {
  const controller = new AbortController();
  const running = folder.run('generate -m slow Hi', { signal: controller.signal });
  setImmediate(() => controller.abort());
  expect((await running).status).toBe(130);
});

test('help names the exit statuses and fits the terminal', async () => {
  const { status, out } = await folder.run('--help', { columns: 80 });
  expect(status).toBe(0);
  expect(out).toContain('130 interrupted');
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('route explain calls no model and shows scores, costs and reasons', async () => {
  const { status, out } = await folder.run('route explain Hi');
  expect(status).toBe(0);
  expect(out).toMatch(/^strategy balanced: would ask good\n/);
  expect(out).toMatch(/good +█+░* \d\.\d{3} +\$0 +not measured +quality 0\.50/);
});

test('route explain says who was excluded and why', async () => {
  const { out } = await folder.run('route explain --max-cost 0.1 -m good Hi');
  expect(out).toContain('excluded broken: not among the models of this request');
});

test('a model is added, listed, shown and removed; the registry file keeps it between commands', async () => {
  expect(await folder.run('models add mock:extra --id extra --weight 3')).toMatchObject({ status: 0, out: 'added extra (mock:extra)\n' });
  expect((await folder.run('models list')).out).toMatch(/^extra +mock +8192 +free \(local\)/m);
  expect(JSON.parse((await folder.run('models show extra')).out)).toMatchObject({ id: 'extra', weight: 3, card: { provider: 'mock' } });
  expect((await folder.run('models remove extra')).status).toBe(0);
  expect((await folder.run('models show extra')).status).toBe(1);
});

test('a model of the configuration is not removed, since it would be back at the next start', async () => {
  const { status, note } = await folder.run('models remove good');
  expect(status).toBe(1);
  expect(note).toContain('take it out there');
});

test('chat remembers, explains itself and takes another model between two questions', async () => {
  const { status, out, note } = await folder.run('chat -m good', { piped: 'Hi\n/why\n/model broken\n/model good\nHi\n/nope\n/exit\nHi\n' });
  expect(out).toBe('[mock] Hello! How can I help you?\n'.repeat(2));
  expect(note).toContain('"candidates"');
  expect(note).toContain('unknown command /nope');
  expect(status).toBe(0);
});

test('chat --json prints a line of JSON for each answer', async () => {
  const { out } = await folder.run('chat -m good --json', { piped: 'Hi\nHi\n' });
  expect(out.trim().split('\n').map((line) => JSON.parse(line).model)).toEqual(['good', 'good']);
});

test('a chat from a script fails when a question was not answered', async () => {
  const { status, note } = await folder.run('chat -m nope', { piped: 'Hi\n' });
  expect(status).toBe(1);
  expect(note).toContain('unknown model "nope"');
});

test('embed prints the vector, with --json what made it too', async () => {
  expect((await folder.run('embed -m good -d 4 Hi')).out.trim().split(' ')).toHaveLength(4);
  const { out } = await folder.run('embed -m good -d 4 --json Hi');
  expect(JSON.parse(out)).toMatchObject({ model: 'good', dimensions: 4, embedding: { length: 4 } });
});

test('config explain says where each value comes from and never shows a key', async () => {
  const { out } = await folder.run('config explain', { environment: { OPENAI_API_KEY: 'sk-secret-123456', MAX_CONCURRENT_REQUESTS: '7' } });
  expect(out).toMatch(/performance\.maxConcurrent +7 +environment +MAX_CONCURRENT_REQUESTS/);
  expect(out).not.toContain('secret');
});

test('config validate names the file, an unknown key and the nearest known one', async () => {
  await folder.write('odd.json', { routing: { strateggy: 'random' } });
  const { status, out } = await folder.run('config validate -c odd.json');
  expect(status).toBe(0);
  expect(out).toMatch(/did you mean "strategy"\?\n.*odd\.json: valid, with 1 warning\n/);
});

test('a configuration that cannot be parsed fails every command with the place of the fault', async () => {
  await folder.write('torn.json', '{"models": [');
  for (const words of ['config validate', 'models list', 'serve --port 0', 'generate Hi']) {
    const { status, note } = await folder.run(`${words} -c torn.json`);
    expect([words, status]).toEqual([words, 1]);
    expect(note).toMatch(/torn\.json cannot be parsed: .*\n.*\(invalid-config\)/);
  }
});

test('doctor checks what it can although the configuration is broken', async () => {
  await folder.write('torn.json', '{');
  const { status, out } = await folder.run('doctor -c torn.json --json', { environment: { OPENAI_API_KEY: 'sk-x' } });
  expect(status).toBe(1);
  const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: { name: string; status: string; detail: string }[] };
  expect(ok).toBe(false);
  expect(checks).toContainEqual({ name: 'provider keys', status: 'ok', detail: 'OPENAI_API_KEY' });
  expect(checks).toContainEqual({ name: 'configuration', status: 'failed', detail: expect.stringContaining('cannot be parsed') });
});
