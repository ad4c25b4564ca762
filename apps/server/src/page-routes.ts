import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { LlmrrError } from '@llmrr/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docsPage, docsStyle } from './docs-page.ts';
import type { GatewayContext } from './gateway-context.ts';
import { openapiDocument } from './openapi-document.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

/** Nothing from elsewhere, nothing inline, in no frame. */
const securityHeaders = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
};

/** The page at `/`, the reference at `/docs`, the document at `/openapi.json`; a few files, read once and held in memory. */
export function pageRoutes(fastify: FastifyInstance, { settings: { router, keys, publicFolder } }: GatewayContext): void {
  const document = openapiDocument({ version: router.version, needsKey: keys.length > 0 });
  serve(fastify, '/openapi.json', '.json', JSON.stringify(document));
  serve(fastify, '/docs', '.html', docsPage(document, router.version));
  serve(fastify, '/docs.css', '.css', docsStyle);

  if (publicFolder === false) {
    serve(fastify, '/', '.json', JSON.stringify({ name: 'LLM Runner Router', version: router.version, docs: '/docs', health: '/health' }));
    return;
  }
  for (const { name, bytes } of filesOf(publicFolder)) serve(fastify, name === 'index.html' ? '/' : `/${name}`, extname(name), bytes);
}

function filesOf(folder: string): readonly { readonly name: string; readonly bytes: Buffer }[] {
  try {
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && types[extname(entry.name)]);
    return names.map(({ name }) => ({ name, bytes: readFileSync(join(folder, name)) }));
  } catch (cause) {
    throw new LlmrrError('invalid-config', `the page's folder ${folder} cannot be read; set publicFolder to false for a gateway without a page`, { cause });
  }
}

function serve(fastify: FastifyInstance, path: string, extension: string, body: string | Buffer): void {
  const bytes = Buffer.from(body);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  fastify.get(path, { config: { page: true } }, (request: FastifyRequest, reply: FastifyReply) => {
    void reply.headers({ ...securityHeaders, 'content-type': types[extension]!, 'cache-control': 'no-cache', etag });
    return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(bytes);
  });
}
