import type { FencedBlock } from './fenced-blocks.ts';

/** One program: a block, or several of a document of which each continues the one before. */
export interface Module {
  readonly file: string;
  readonly line: number;
  readonly language: 'ts' | 'js';
  /** Each line stands where it stands in the document, so that an error names the document's line. */
  readonly text: string;
  readonly notRunBecause?: string;
}

const languages: Readonly<Record<string, Module['language']>> = { ts: 'ts', typescript: 'ts', js: 'js', javascript: 'js', mjs: 'js' };

/** The TypeScript and JavaScript programs in the blocks of documents. */
export function modules(blocks: readonly FencedBlock[]): Module[] {
  const found: Module[] = [];
  for (const { file, line, language: name, text, notRunBecause, continues } of blocks) {
    const language = languages[name];
    if (!language) continue;
    const before = continues ? found.findLastIndex((module) => module.file === file && module.language === language) : -1;
    if (continues && before < 0) throw new Error(`${file}:${line}: there is no ${name} block to continue`);
    const head = before < 0 ? '' : (found[before]?.text ?? '');
    const gap = '\n'.repeat(Math.max(0, line - 1 - (head.split('\n').length - 1)));
    const reason = notRunBecause ?? (before < 0 ? undefined : found[before]?.notRunBecause);
    const module: Module = { file, line, language, text: head + gap + text, ...(reason && { notRunBecause: reason }) };
    found.splice(before < 0 ? found.length : before, before < 0 ? 0 : 1, module);
  }
  return found;
}
