import { expect, test } from '@jest/globals';
import { stubCommand } from './stub-command.ts';

async function run(...args: string[]) {
  let printed = '';
  const stub = await stubCommand(args, { print: (text) => void (printed += text), version: '1.2.3' });
  return { stub, printed };
}

test.each([
  ['openai', /^openai stub listening on http:\/\/127\.0\.0\.1:\d+\/v1\n$/, '/models'],
  ['anthropic', /^anthropic stub listening on http:\/\/127\.0\.0\.1:\d+\n$/, '/v1/models'],
])('llmrr-stub %s listens where it says, and remembers nothing', async (vendor, said, path) => {
  const { stub, printed } = await run(vendor, '--port', '0');
  try {
    expect(printed).toMatch(said);
    const address = /http\S+/.exec(printed)?.[0] ?? '';
    const response = await fetch(address + path, { headers: { 'x-api-key': 'any', 'anthropic-version': '2023-06-01' } });
    expect(response.status).toBe(200);
    expect(stub?.requests).toEqual([]);
  } finally {
    await stub?.close();
  }
});

test('llmrr-stub --answer gives that text to every call', async () => {
  const { stub } = await run('openai', '--answer', 'Forty-two.', '--context-tokens', '50');
  try {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello!' }] });
    for (let call = 0; call < 2; call++) expect(await (await fetch(`${stub?.baseUrl}/chat/completions`, { method: 'POST', body })).json()).toMatchObject({ choices: [{ message: { content: 'Forty-two.' } }] });
  } finally {
    await stub?.close();
  }
});

test('llmrr-stub --help and --version print and start nothing', async () => {
  expect(await run('--version')).toEqual({ stub: undefined, printed: '1.2.3\n' });
  const { stub, printed } = await run('--help');
  expect([stub, printed.split('\n')[0]]).toEqual([undefined, 'Usage: llmrr-stub openai|anthropic [options]']);
});

test('llmrr-stub says what is wrong with its arguments', async () => {
  await expect(run()).rejects.toThrow("expected 'openai' or 'anthropic', found ''");
  await expect(run('cohere')).rejects.toThrow("found 'cohere'");
  await expect(run('openai', '--port', 'x')).rejects.toThrow("--port: expected a whole number, found 'x'");
  await expect(run('openai', '--prot', '1')).rejects.toThrow('--prot');
});
