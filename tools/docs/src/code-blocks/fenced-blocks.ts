/** A fenced block of a Markdown document. */
export interface FencedBlock {
  readonly file: string;
  /** Line of the first line of text; the document's first line is 1. */
  readonly line: number;
  /** First word of the fence's info: ts, js, sh, json ... Empty when there is none. */
  readonly language: string;
  readonly text: string;
  /** Why the block is not run: the words after `no-run:` in the fence's info. */
  readonly notRunBecause?: string;
  /** The block goes on where the one before it, of the same language, ended. */
  readonly continues: boolean;
}

const opening = /^( {0,3})(`{3,}|~{3,})\s*(.*)$/;

/** Reads the fenced blocks; throws where a mark in the fence's info is not understood, so that none is skipped by a typing error. */
export function fencedBlocks(markdown: string, file: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { fence: string; indent: number; info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (!open) {
      const [, indent = '', fence, info = ''] = opening.exec(line) ?? [];
      if (fence) open = { fence, indent: indent.length, info: info.trim(), line: index + 2, lines: [] };
    } else if (line.trim().startsWith(open.fence) && /^[`~]+$/.test(line.trim())) {
      blocks.push({ file, line: open.line, text: open.lines.join('\n') + '\n', ...marks(open.info, `${file}:${open.line - 1}`) });
      open = undefined;
    } else {
      open.lines.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
    }
  }
  if (open) throw new Error(`${file}:${open.line - 1}: the code fence is never closed`);
  return blocks;
}

function marks(info: string, place: string): Pick<FencedBlock, 'language' | 'notRunBecause' | 'continues'> {
  const [language = '', ...rest] = info.split(/\s+/);
  const mark = rest.join(' ');
  const reason = /^no-run:\s*(\S.*)$/.exec(mark)?.[1];
  if (mark && mark !== 'continues' && !reason) {
    throw new Error(`${place}: expected 'no-run: REASON', 'continues' or nothing after '${language}', found '${mark}'`);
  }
  return { language, continues: mark === 'continues', ...(reason && { notRunBecause: reason }) };
}
