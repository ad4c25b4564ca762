import { Router } from '@llmrr/core';
import { transport } from '@llmrr/http';
import { openai } from '@llmrr/provider-openai';
import { server } from '@llmrr/server';

// Our server as `llmrr serve` composes it, in front of the upstream on that port.
const [, , upstream, base = ''] = process.argv;
const provider = openai({ name: 'bench', preset: 'compatible', baseUrl: `http://127.0.0.1:${upstream}${base}`, transport: transport({ connections: 256 }) });
const router = new Router({ config: { modelList: [{ id: 'bench-model', source: 'bench:bench-model' }] }, providers: [provider] });
const gateway = server({ router, port: 0, publicFolder: false });
const { port } = await gateway.listen();
console.log(`port ${port}`);
