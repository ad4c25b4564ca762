import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { tinyLanguageModel } from '@llmrr/tiny-models';
import { examine } from './examine.ts';

const resultsFile = fileURLToPath(new URL('../results.json', import.meta.url));

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: tinyLanguageModel.path },
    context: { type: 'string', default: String(tinyLanguageModel.contextTokens) },
    count: { type: 'string', default: '60' },
    failures: { type: 'string', default: '0' },
    write: { type: 'boolean', default: false },
  },
});

const { failures, ...report } = await examine(path.resolve(values.model), {
  contextTokens: Number(values.context),
  perCategory: Number(values.count),
  measure: true,
});
for (const failure of failures.slice(0, Number(values.failures))) console.log(JSON.stringify(failure));
const file = path.basename(values.model);
const measured = {
  file,
  sha256: createHash('sha256').update(readFileSync(values.model)).digest('hex'),
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model ?? 'unknown CPU'}, ${cpus().length} cores, one used; ${process.platform} ${process.arch}, Node ${process.versions.node}`,
  ...report,
};
console.log(JSON.stringify(measured, null, 1));
if (values.write) {
  const earlier = existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as { file: string }[]) : [];
  writeFileSync(resultsFile, `${JSON.stringify([...earlier.filter((each) => each.file !== file), measured], null, 1)}\n`);
}
