import { errorCodes, LlmrrError } from '@llmrr/core';

/** Where a command writes and reads; a test passes its own. */
export interface Terminal {
  /** Answers and data. */
  readonly out: (text: string) => void;
  /** Everything else: progress, notices, errors. */
  readonly note: (text: string) => void;
  readonly input: NodeJS.ReadableStream & { isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Fires when the user wants to stop. */
  readonly signal: AbortSignal;
  readonly columns: number;
  readonly colour: boolean;
}

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;

export function styled(terminal: Pick<Terminal, 'colour'>): (style: keyof typeof codes, text: string) => string {
  return (style, text) => (terminal.colour ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text);
}

/** One line of what went wrong and one of what to do. */
export function describeError(error: unknown): string {
  if (!LlmrrError.is(error)) return `error: ${error instanceof Error ? error.message : String(error)}`;
  return `error: ${error.message}\n       (${error.code}) ${errorCodes[error.code].remedy}`;
}

/** Columns as wide as their widest cell; the last one takes what is left. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join('  ').trimEnd()).join('\n') + '\n';
}

/** A share of a whole as a bar. */
export function bar(share: number, width = 12): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
