import ts from 'typescript';

export interface TestName {
  /** Names of the enclosing describes and the test's own, as jest joins them; `${...}` stands for what is computed. */
  readonly name: string;
  /** False for test.skip, test.todo and everything inside describe.skip. */
  readonly runs: boolean;
  /** First line is 1. */
  readonly line: number;
}

const declares = { test: new Set(['test', 'it']), describe: new Set(['describe']) };
const never = new Set(['skip', 'todo', 'failing']);

/** Reads the names of the tests in a source text without running it. */
export function testNames(source: string, file = 'source.ts'): TestName[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: TestName[] = [];
  visit(tree, [], true);
  return found;

  function visit(node: ts.Node, outer: readonly string[], runs: boolean): void {
    const call = ts.isCallExpression(node) ? declaration(node) : undefined;
    if (!call) return ts.forEachChild(node, (child) => visit(child, outer, runs));
    const names = [...outer, call.name];
    if (call.kind === 'describe') return call.node.arguments.forEach((child) => visit(child, names, runs && call.runs));
    const line = tree.getLineAndCharacterOfPosition(call.node.getStart(tree)).line + 1;
    found.push({ name: names.join(' '), runs: runs && call.runs, line });
  }
}

interface Declaration {
  readonly kind: 'test' | 'describe';
  readonly name: string;
  readonly runs: boolean;
  readonly node: ts.CallExpression;
}

function declaration(node: ts.CallExpression): Declaration | undefined {
  const [title] = node.arguments;
  const name = title && literalText(title);
  if (name === undefined) return undefined;
  const path = calleePath(node.expression);
  if (!path) return undefined;
  const [head, ...modifiers] = path;
  const kind = declares.test.has(head) ? 'test' : declares.describe.has(head) ? 'describe' : undefined;
  return kind && { kind, name, runs: !modifiers.some((modifier) => never.has(modifier)), node };
}

/** `test.each(table)` and its tagged form are calls whose callee is itself a call: the path is test, each. */
function calleePath(callee: ts.Expression): [string, ...string[]] | undefined {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isCallExpression(callee)) return calleePath(callee.expression);
  if (ts.isTaggedTemplateExpression(callee)) return calleePath(callee.tag);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const path = calleePath(callee.expression);
  return path && [...path, callee.name.text];
}

function literalText(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map((span) => '${...}' + span.literal.text).join('');
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [literalText(node.left), literalText(node.right)];
  return left === undefined && right === undefined ? undefined : (left ?? '${...}') + (right ?? '${...}');
}
