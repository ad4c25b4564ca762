import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Module } from './modules.ts';
import { workspaceRoot } from '../workspace.ts';

export interface Compiled {
  /** Path of the JavaScript to run. */
  readonly path: string;
  /** 'README.md:12: ...', as a user's editor would show it. */
  readonly problems: readonly string[];
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ['node'],
  strict: true,
  skipLibCheck: true,
};

/** Checks all modules in one pass against the built packages, as an installed user's compiler would, and emits them into `folder`. */
export function compile(modules: readonly Module[], folder: string): Compiled[] {
  rmSync(folder, { recursive: true, force: true });
  // The guides' package name, which users have by an npm alias.
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(join(workspaceRoot, 'packages/llm-runner-router'), join(folder, 'node_modules/llm-runner-router'));
  const sources = modules.map(({ file, line, language, text }) => {
    const name = `${file.replaceAll(/[^A-Za-z]+/g, '-')}-${line}`;
    const path = join(folder, language === 'ts' ? `${name}.ts` : /\brequire\(/.test(text) ? `${name}.cjs` : `${name}.js`);
    writeFileSync(path, text);
    return path;
  });
  const program = ts.createProgram(sources.filter((path) => path.endsWith('.ts')), options);
  program.emit();
  return modules.map(({ file }, index) => {
    const path = sources[index] ?? '';
    const source = program.getSourceFile(path);
    const problems = source ? ts.getPreEmitDiagnostics(program, source).map((diagnostic) => describe(diagnostic, file)) : [];
    return { path: path.replace(/\.ts$/, '.js'), problems };
  });
}

function describe({ file, start, messageText }: ts.Diagnostic, document: string): string {
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 1;
  return `${document}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
