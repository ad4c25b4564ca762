/** What of a shell block is run here, and what of it cannot be true. */
export interface ShellPlan {
  /** Commands for bash; empty when all of them are shown elsewhere. */
  readonly script: string;
  readonly problems: readonly string[];
}

/** Installing, building and serving are shown by CI itself, by `npm test` and by the command line's own tests. */
const shownElsewhere = [/^git clone\b/, /^cd\b/, /^npm (ci|install|i|start|test|run)\b/, /^npx nx\b/, /^(npx )?llmrr serve$/];

/** `port` takes the place of the documented 3006; `scripts` are those of package.json. */
export function shellPlan(text: string, { port, scripts }: { readonly port: number; readonly scripts: Readonly<Record<string, string>> }): ShellPlan {
  const lines = text.replaceAll(/\s*\\\n\s*/g, ' ').split('\n');
  const kept = lines.filter((line) => !isShownElsewhere(commandOf(line)));
  const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map((match) => match[1] ?? match[2] ?? '');
  return {
    script: kept.some((line) => commandOf(line)) ? kept.join('\n').replaceAll('3006', String(port)) : '',
    problems: named.filter((script) => !(script in scripts)).map((script) => `package.json has no script '${script}'`),
  };
}

function commandOf(line: string): string {
  return line.replace(/(^|\s)#.*$/, '').trim();
}

function isShownElsewhere(command: string): boolean {
  return command !== '' && command.split('&&').every((part) => shownElsewhere.some((shown) => shown.test(part.trim())));
}
