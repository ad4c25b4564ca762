// npm run docs: writes the generated pages of docs/.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pages, workspaceRoot } from '../dist/index.js';

for (const { path, text } of pages()) {
  writeFileSync(join(workspaceRoot, path), text);
  console.log(`wrote ${path}`);
}
