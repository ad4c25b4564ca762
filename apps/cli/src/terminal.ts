import { stripVTControlCharacters } from 'node:util';
import { errorCodes, LlmrrError } from '@llmrr/core';

/** Where a command writes and reads; a test passes its own. */
export interface Terminal {
  /** Answers and data. */
  readonly out: (text: string) => void;
  /** Everything else: progress, notices, errors. */
  readonly note: (text: string) => void;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean; destroy?(error?: Error): unknown };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Fires when the user wants to stop. */
  readonly signal: AbortSignal;
  /** Infinity when nobody looks: what is piped on is not wrapped. */
  readonly columns: number;
  readonly colour: boolean;
}

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;

export function styled(terminal: Pick<Terminal, 'colour'>): (style: keyof typeof codes, text: string) => string {
  return (style, text) => (terminal.colour ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text);
}

/** `{"error":{code,message,...}}` on one line. */
export function jsonError(error: unknown): string {
  const shownError = LlmrrError.is(error) ? error : { code: 'internal', message: error instanceof Error ? error.message : String(error), retryable: false };
  return `${JSON.stringify({ error: shownError })}\n`;
}

/** One line of what went wrong and one of what to do. */
export function describeError(error: unknown): string {
  if (!LlmrrError.is(error)) return `error: ${error instanceof Error ? error.message : String(error)}`;
  return `error: ${error.message}\n       (${error.code}) ${errorCodes[error.code].remedy}`;
}

/** What went wrong was said already; only the exit status is left to set. */
export class ReportedFailure extends Error {}

/** The narrowest last column that is still wrapped; a narrower terminal wraps by itself. */
const minLastColumn = 16;

/** Columns as wide as their widest cell; the last one is wrapped at spaces into what the terminal has left. */
export function table(rows: readonly (readonly string[])[], columns = Infinity): string {
  const widths: number[] = [];
  for (const row of rows) for (const [column, cell] of row.slice(0, -1).entries()) widths[column] = Math.max(widths[column] ?? 0, shown(cell));
  const indent = widths.reduce((sum, width) => sum + width + 2, 0);
  const left = columns - indent >= minLastColumn ? columns - indent : Infinity;
  const lines = rows.flatMap((row) => {
    const head = row.slice(0, -1).map((cell, column) => cell + ' '.repeat(widths[column]! - shown(cell) + 2)).join('');
    return wrapped(row.at(-1) ?? '', left).map((line, index) => ((index === 0 ? head : ' '.repeat(indent)) + line).trimEnd());
  });
  return `${lines.join('\n')}\n`;
}

function shown(cell: string): number {
  return stripVTControlCharacters(cell).length;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (shown(line) + 1 + shown(word) <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** '$0', '$0.0012': a known cost is never shown as more digits than it has. */
export function usd(costUsd: number | null, unknown: string): string {
  return costUsd === null ? unknown : `$${Number(costUsd.toPrecision(2))}`;
}

/** A share of a whole as a bar. */
export function bar(share: number, width = 12): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
