import type { Server } from 'node:http';
import { LlmrrError } from '@llmrr/core';

export interface Loopback {
  /** Origin: 'http://127.0.0.1:40123'. */
  readonly url: string;
  /** Ends every connection, then resolves; later ones are refused. */
  close(): Promise<void>;
}

interface Options {
  readonly server: Server;
  readonly port?: number;
  readonly host?: string;
  /** False: the server alone does not keep the process running. */
  readonly keepAlive?: boolean;
}

/** Listens on a free port unless one is given. */
export async function loopback({ server, port = 0, host = '127.0.0.1', keepAlive = false }: Options): Promise<Loopback> {
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(LlmrrError.from(error, 'unavailable', `cannot listen on ${host}:${port}`)));
    server.listen(port, host, resolve);
  });
  if (!keepAlive) server.unref();
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new LlmrrError('internal', `no port after listening on ${host}:${port}`);
  return {
    url: `http://${host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
