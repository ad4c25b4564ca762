import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { gatewayBench } from './gateway-bench.ts';
import { libraryBench } from './library-bench.ts';
import { machine } from './machine.ts';
import { print } from './report.ts';

const benches = { gateway: gatewayBench, library: libraryBench } as const;

const help = `Usage: npm run bench -- [gateway|library ...] [--seconds N] [--no-peers] [--json FILE]

  gateway   the server against a bare relay and @portkey-ai/gateway: CPU per request, requests/s, latency, streams
  library   router.generate against bare fetch, the openai SDK, the Vercel AI SDK and LangChain.js: CPU per call
  --seconds N   of load per measurement (default 5)
  --no-peers    do not install peers into a scratch folder
  --json FILE   write the figures there as well
`;

/** Exit status. */
export async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '5' }, 'no-peers': { type: 'boolean', default: false }, json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const names = positionals.length > 0 ? positionals : Object.keys(benches);
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  const seconds = Number(values.seconds);
  if (values.help || unknown.length > 0 || !(seconds > 0)) {
    console.log(unknown.length > 0 ? `unknown benchmark: ${unknown.join(', ')}\n\n${help}` : help);
    return values.help ? 0 : 2;
  }
  const report = { machine: machine(), date: new Date().toISOString(), seconds, results: [] as unknown[] };
  console.log(`${report.machine}\n${report.date}\n`);
  for (const name of names as (keyof typeof benches)[]) {
    const result = await benches[name]({ seconds, peers: !values['no-peers'] });
    print(result);
    report.results.push(result);
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  return 0;
}
