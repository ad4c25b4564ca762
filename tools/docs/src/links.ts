import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { headingAnchor } from './markdown.ts';
import { workspaceRoot } from './workspace.ts';

const link = /\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)/g;

/** Links of a document, within this repository, that lead nowhere. */
export function brokenLinks(markdown: string, file: string, root: string = workspaceRoot): string[] {
  const prose = markdown.replaceAll(/^ {0,3}(`{3,}|~{3,})[^]*?^ {0,3}\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(link)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const linked = path ? normalize(join(dirname(file), decodeURIComponent(path))) : file;
      if (path && !existsSync(join(root, linked))) return true;
      return anchor !== undefined && linked.endsWith('.md') && !anchors(linked === file ? markdown : readFileSync(join(root, linked), 'utf8')).has(anchor);
    })
    .map((target) => `${file}: ${target}`);
}

function anchors(markdown: string): Set<string> {
  return new Set([...markdown.matchAll(/^#{1,6} +(.+)$/gm)].map((match) => headingAnchor(match[1] ?? '')));
}
