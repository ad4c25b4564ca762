import { createServer, type RequestListener } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A server on a free loopback port that knows its sockets. */
export interface Loopback {
  readonly url: string;
  readonly port: number;
  /** Sockets accepted so far, closed ones included. */
  readonly sockets: readonly Socket[];
  open(): number;
  close(): Promise<void>;
}

export function httpServer(listener: RequestListener): Promise<Loopback> {
  return listen(createServer({ keepAliveTimeout: 30_000 }, listener), 'http');
}

/** Raw bytes, for what an HTTP server would never send. */
export function rawServer(listener: (socket: Socket, request: string) => void): Promise<Loopback> {
  const server = createRawServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => listener(socket, data.toString('latin1')));
  });
  return listen(server, 'http');
}

export function listen(server: Server, scheme: 'http' | 'https'): Promise<Loopback> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `${scheme}://127.0.0.1:${port}`,
        port,
        sockets,
        open: () => sockets.filter((socket) => !socket.destroyed).length,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

/** Resolves when the peer has closed that socket. */
export function closed(socket: Socket): Promise<void> {
  return socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', () => resolve()));
}
