import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

// The floor: node:http in front of undici's dispatch, bytes passed on unread.
const pool = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: 256 });
const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    pool.dispatch(
      { path: request.url!.replace('/v1', ''), method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.concat(pieces) },
      {
        onRequestStart() {},
        onResponseStart(_controller, status, headers) {
          response.writeHead(status, headers as Record<string, string>);
        },
        onResponseData(_controller, piece) {
          response.write(piece);
        },
        onResponseEnd() {
          response.end();
        },
        onResponseError(_controller, error) {
          response.destroy(error);
        },
      },
    );
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
