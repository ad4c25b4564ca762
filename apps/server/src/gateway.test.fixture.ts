import { Dispatcher, LlmrrError, type EmbeddingModel, type LanguageModel, type Provider, type RouterOptions } from '@llmrr/core';
import { scripted, type ScriptedModel, type ScriptedOptions } from '@llmrr/testing';
import { server, type Gateway } from './server.ts';
import type { LogEntry, ServerOptions } from './server-options.ts';

export type Turns = ScriptedOptions['turns'];

export interface GatewayUnderTest extends Gateway {
  readonly url: string;
  readonly router: Dispatcher;
  readonly models: Readonly<Record<string, ScriptedModel>>;
  readonly logged: readonly LogEntry[];
}

export interface GatewayTestOptions extends Partial<Omit<ServerOptions, 'router'>> {
  /** Models by name; their id is the name. The first one is preferred. */
  readonly turns?: Readonly<Record<string, Turns>>;
  readonly cards?: Readonly<Record<string, ScriptedOptions['card']>>;
  readonly embedders?: Readonly<Record<string, EmbeddingModel>>;
  readonly providers?: readonly Provider[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly routerOptions?: Partial<RouterOptions>;
  /** In front of each scripted model, to change what it yields. */
  readonly around?: (model: LanguageModel) => LanguageModel;
}

const running: GatewayUnderTest[] = [];

/** A gateway on a free port over scripted models, in order of preference. */
export async function gateway({ turns = {}, cards = {}, embedders = {}, providers = [], config = {}, routerOptions = {}, around = (model) => model, ...options }: GatewayTestOptions): Promise<GatewayUnderTest> {
  const models = Object.fromEntries(Object.entries(turns).map(([name, turn]) => [name, scripted({ id: name, turns: turn, ...(cards[name] && { card: cards[name] }) })]));
  const provider: Provider = {
    name: 'test',
    opens: ({ scheme }) => scheme === 'test',
    languageModel: async ({ rest }) => around(models[rest]!),
    async embeddingModel({ rest }) {
      if (embedders[rest]) return embedders[rest];
      throw new LlmrrError('unsupported-capability', `${rest} cannot embed`);
    },
  };
  const router = new Dispatcher({
    config: {
      models: [
        ...Object.keys(turns).map((name, index) => ({ id: name, source: `test:${name}`, priority: index + 1 })),
        ...Object.keys(embedders).map((name) => ({ id: name, source: `test:${name}`, capabilities: ['embedding'] })),
      ],
      strategy: 'priority',
      retries: 0,
      ...config,
    },
    providers: [provider, ...providers],
    version: '1.2.3',
    ...routerOptions,
  });
  const logged: LogEntry[] = [];
  const gate = server({ router, port: 0, graceMs: 2_000, log: (entry) => logged.push(entry), ...options });
  const { url } = await gate.listen();
  const made = { ...gate, url, router, models, logged };
  running.push(made);
  return made;
}

/** For `afterEach`. */
export async function closeGateways(): Promise<void> {
  await Promise.all(running.splice(0).map(({ close }) => close()));
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed, where it is JSON. */
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into bodies of every shape
}

export async function post(url: string, body: unknown, { headers = {}, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {}): Promise<Answered> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
  return answered(response);
}

export async function get(url: string, headers: Record<string, string> = {}): Promise<Answered> {
  return answered(await fetch(url, { headers }));
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) : undefined };
}

/** The data of each event, parsed; `[DONE]` stays as it is. */
export function eventsOf(text: string): any[] { // eslint-disable-line @typescript-eslint/no-explicit-any -- as above
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data:'))
    .map((event) => event.slice('data: '.length))
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)));
}

export const hello: { role: 'user'; content: string }[] = [{ role: 'user', content: 'hello' }];
