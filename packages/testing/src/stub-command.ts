import { parseArgs } from 'node:util';
import { LlmrrError } from '@llmrr/core';
import { anthropicStub } from './anthropic-stub.ts';
import { openAiStub } from './openai-stub.ts';
import type { VendorStub } from './stub/vendor-stub.ts';

const usage = `Usage: llmrr-stub openai|anthropic [options]

A loopback server that speaks a vendor's API and answers from a small table. No model, no network, no key.

  --port N             port to listen on (default 0: a free one)
  --host ADDRESS       default 127.0.0.1
  --latency-ms N       wait before each answer (default 0)
  --event-delay-ms N   wait between the events of a stream (default 0)
  --context-tokens N   window of every model (default 16384)
  --answer TEXT        answer every call with this text
  --version            version of @llmrr/testing
  --help               this text
`;

const stubs = { openai: openAiStub, anthropic: anthropicStub } as const;

/** What `llmrr-stub` does with its arguments: starts a stub and says where, or prints what was asked and gives nothing. */
export async function stubCommand(args: readonly string[], { print, version }: { print: (text: string) => void; version: string }): Promise<VendorStub | undefined> {
  const { values, positionals } = parsed(args);
  if (values.help) return void print(usage);
  if (values.version) return void print(`${version}\n`);
  const [vendor = '', ...rest] = positionals;
  if (!(vendor === 'openai' || vendor === 'anthropic') || rest.length > 0) {
    throw new LlmrrError('invalid-request', `expected 'openai' or 'anthropic', found '${positionals.join(' ')}'\n\n${usage}`);
  }
  const contextTokens = number('context-tokens', values['context-tokens']);
  const { answer } = values;
  const stub = await stubs[vendor]({
    host: values.host,
    port: number('port', values.port) ?? 0,
    latencyMs: number('latency-ms', values['latency-ms']) ?? 0,
    eventDelayMs: number('event-delay-ms', values['event-delay-ms']) ?? 0,
    ...(contextTokens !== undefined && { contextTokens }),
    ...(answer !== undefined && { answers: () => answer }),
    keepAlive: true,
    remember: 0,
  });
  print(`${vendor} stub listening on ${stub.baseUrl}\n`);
  return stub;
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: text,
        host: { ...text, default: '127.0.0.1' },
        'latency-ms': text,
        'event-delay-ms': text,
        'context-tokens': text,
        answer: text,
        help: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new LlmrrError('invalid-request', `${error instanceof Error ? error.message : String(error)}\n\n${usage}`, { cause: error });
  }
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new LlmrrError('invalid-request', `--${name}: expected a whole number, found '${text}'`);
  return Number(text);
}
