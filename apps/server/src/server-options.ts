import { isIP } from 'node:net';
import { LlmrrError, type Dispatcher } from '@llmrr/core';

/** What the gateway needs of a router. */
export type GatewayRouter = Pick<
  Dispatcher,
  'initialize' | 'close' | 'dispatch' | 'explain' | 'embeddings' | 'listModels' | 'resolveModel' | 'modelStatus' | 'checkHealth' | 'getStatus' | 'getMetrics' | 'newId' | 'clock' | 'version'
>;

/** One line of the gateway's log: faults inside, never bodies or keys. */
export interface LogEntry {
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly requestId?: string;
  readonly error?: unknown;
}

export interface ServerOptions {
  readonly router: GatewayRouter;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Set: every route that costs something needs one of them. */
  readonly keys?: readonly string[];
  /** Lets others than this machine in without a key. */
  readonly allowAnonymous?: boolean;
  readonly bodyLimitBytes?: number;
  /** Web pages of these origins may call; `*` for all. */
  readonly corsOrigins?: readonly string[];
  /** Further names under which the gateway may be addressed, against DNS rebinding; `*` for all. */
  readonly allowedHosts?: readonly string[];
  /** Whether, or from which addresses, `x-forwarded-*` is believed. */
  readonly trustProxy?: boolean | string | readonly string[];
  /** Static files of the page at `/`; false: no page. Default: those of @llmrr/demo. */
  readonly publicFolder?: string | false;
  /** How long running requests may go on after `close` was called. */
  readonly graceMs?: number;
  /** A client that takes none of its stream for so long is cut off. */
  readonly stalledClientMs?: number;
  readonly log?: (entry: LogEntry) => void;
}

export type Settings = Required<Omit<ServerOptions, 'router' | 'publicFolder'>> & Pick<ServerOptions, 'router'> & { readonly publicFolder: string | false };

/** Fills in the defaults; throws `invalid-config` for a binding that would let anybody in. */
export function settingsOf(options: ServerOptions, publicFolder: string | false): Settings {
  const settings: Settings = {
    host: '127.0.0.1',
    port: 3006,
    keys: [],
    allowAnonymous: false,
    bodyLimitBytes: 10 * 1024 * 1024,
    corsOrigins: [],
    allowedHosts: [],
    trustProxy: false,
    graceMs: 30_000,
    stalledClientMs: 60_000,
    log: () => undefined,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    router: options.router,
    publicFolder: options.publicFolder ?? publicFolder,
  };
  if (!isLoopback(settings.host) && settings.keys.length === 0 && !settings.allowAnonymous) {
    throw new LlmrrError(
      'invalid-config',
      `server.host is ${settings.host}, which others than this machine can reach, and server.keys is empty; set a key, bind to 127.0.0.1, or set server.allowAnonymous to true`,
      { details: { param: 'server.keys' } },
    );
  }
  return settings;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
}
