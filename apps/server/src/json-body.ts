import { isUtf8 } from 'node:buffer';
import { LlmrrError } from '@llmrr/core';
import { deeperThan } from '@llmrr/http';
import type { FastifyInstance } from 'fastify';
import { jsonFault } from './json-fault.ts';

const maxDepth = 64;

/** Bodies are JSON or refused: 415 for another type, 400 with the position for what is not JSON, nested too deep, or not UTF-8. */
export function jsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

export function parseBody(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new LlmrrError('invalid-request', 'body: expected JSON in UTF-8, found bytes that are not UTF-8');
  const text = bytes.toString('utf8');
  if (bytes.length === 0) throw new LlmrrError('invalid-request', 'body: expected JSON, found nothing');
  // Before it is parsed: deep nesting parses, and then overflows the stack of whoever walks it.
  if (deeperThan(text, maxDepth)) throw new LlmrrError('invalid-request', `body: nested deeper than ${maxDepth} levels`);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const { position, line, column, problem } = jsonFault(text);
    throw new LlmrrError('invalid-request', `body: not JSON at position ${position} (line ${line}, column ${column}): ${problem}`, { cause, details: { position, line, column } });
  }
}
