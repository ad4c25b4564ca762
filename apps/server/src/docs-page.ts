import { operations, type Operation } from './openapi-document.ts';

/** The reference as one page without a script: every route with its fields, an example and a command to try it. */
export function docsPage(document: object, version: string): string {
  const { paths } = document as { paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>> };
  const sections = operations.map((operation) => section(operation, paths[operation.path]?.[operation.method]?.requestBody?.content['application/json']?.schema));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LLM Runner Router: API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<header>
<h1>API reference</h1>
<p>LLM Runner Router ${escape(version)}. Any client of OpenAI works: set its base URL to this address with <code>/v1</code>. Machine-readable: <a href="/openapi.json">openapi.json</a>. <a href="/">Back to the chat</a></p>
</header>
<nav aria-label="Routes"><ul>${operations.map((operation) => `<li><a href="#${anchor(operation)}"><b class="${operation.method}">${operation.method}</b> ${escape(operation.path)}</a></li>`).join('')}</ul></nav>
<main>${sections.join('\n')}</main>
</body>
</html>
`;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

function section(operation: Operation, schema: Schema | undefined): string {
  const { method, path, summary, parameters = [], example, answer, streamed } = operation;
  const rows = [
    ...parameters.map(({ name, in: place, required, description }) => row(name, `${place}`, required ?? false, description)),
    ...Object.entries(schema?.properties ?? {}).map(([name, field]) => row(name, typeText(field), schema?.required?.includes(name) ?? false, field.description ?? '')),
  ];
  return `<section id="${anchor(operation)}">
<h2><b class="${method}">${method}</b> <code>${escape(path)}</code></h2>
<p>${inline(summary)}</p>
${rows.length > 0 ? `<div class="table"><table><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">What</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>` : ''}
<p><strong>Answer</strong> <code>${escape(answer.type)}</code>: ${inline(answer.description)}${streamed ? ` ${inline(streamed.description)}` : ''}</p>
<pre tabindex="0"><code>${escape(command(method, path, example))}</code></pre>
</section>`;
}

function row(name: string, type: string, required: boolean, description: string): string {
  return `<tr><th scope="row"><code>${escape(name)}</code>${required ? ' <span class="required">required</span>' : ''}</th><td>${escape(type)}</td><td>${inline(description)}</td></tr>`;
}

function typeText(schema: Schema, depth = 0): string {
  const { type, enum: values, const: value, anyOf, oneOf, items, minimum, exclusiveMinimum, maximum } = schema;
  const branches = anyOf ?? oneOf;
  if (branches) {
    const texts = [...new Set(branches.filter(({ type: inner }) => inner !== 'null').map((branch) => typeText(branch, depth)))];
    return texts.join(' or ');
  }
  if (value !== undefined) return JSON.stringify(value);
  if (values) return values.map((one) => String(one)).join(', ');
  if (type === 'array') return depth > 1 ? 'list' : `list of ${items ? typeText(items, depth + 1) : 'anything'}`;
  const kinds = (Array.isArray(type) ? (type as readonly string[]) : [type]).filter((kind) => kind !== 'null' && kind !== undefined);
  const low = minimum ?? (exclusiveMinimum === 0 ? 1 : undefined);
  const bounded = low !== undefined && maximum !== undefined && maximum < 1e9;
  return `${kinds.join(' or ') || 'anything'}${bounded ? ` ${low} to ${maximum}` : ''}`;
}

function command(method: string, path: string, example: unknown): string {
  const url = `http://localhost:3006${path.replace('{model}', 'auto')}`;
  if (method === 'get') return `curl '${url}${path === '/stream-query' ? '?question=hello' : ''}'`;
  return `curl ${url} \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(example)}'`;
}

function anchor({ method, path }: Operation): string {
  return `${method}${path.replace(/[^a-z0-9]+/gi, '-')}`.replace(/-$/, '');
}

function inline(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export const docsStyle = `:root{color-scheme:light dark;--text:#1c2430;--muted:#5b6675;--line:#dfe4ea;--panel:#f6f8fa;--accent:#0b6e6e;--post:#7a4b00}
@media(prefers-color-scheme:dark){:root{--text:#e6eaf0;--muted:#9aa6b5;--line:#2c3540;--panel:#1a212a;--accent:#5cc8c2;--post:#e0a458}body{background:#12171e}}
body{font:16px/1.55 system-ui,sans-serif;color:var(--text);max-width:60rem;margin:0 auto;padding:1.5rem}
a{color:var(--accent)}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.9rem}
b.get,b.post{font:600 .75rem ui-monospace,monospace;text-transform:uppercase;color:var(--accent)}b.post{color:var(--post)}
section{border-top:1px solid var(--line);padding-top:1rem;margin-top:1.5rem}
h2{font-size:1.15rem}code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.8rem;overflow:auto}
.table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.88rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{color:var(--muted)}.required{color:var(--post);font-size:.75rem}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}`;
