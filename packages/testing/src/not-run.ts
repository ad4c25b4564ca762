/** Says loudly, and again at the end of `npm test`, what a test could not show on this machine and what would change that. */
export function notRun(what: string, remedy: string, terminal: { write(text: string): unknown } = process.stderr): void {
  terminal.write(`NOT RUN: ${what} (${remedy})\n`);
}
