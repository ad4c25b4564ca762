import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { streamedAnswer, streamedEvents, wholeAnswer } from './canned-answers.ts';

// A vendor that costs next to nothing: canned bytes, streams at once or, for the path /paced, one event each 20 ms.
const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const streams = Buffer.concat(pieces).includes('"stream":true');
    if (!streams) return response.writeHead(200, { 'content-type': 'application/json', 'content-length': wholeAnswer.length }).end(wholeAnswer);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (!request.url?.startsWith('/paced')) return response.end(streamedAnswer);
    let next = 0;
    const timer = setInterval(() => {
      response.write(streamedEvents[next++]!);
      if (next < streamedEvents.length) return;
      clearInterval(timer);
      response.end();
    }, 20);
    response.on('close', () => clearInterval(timer));
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
