import { redactConfig } from './redact-config.ts';
import type { Origin, OriginSource, ResolvedConfig } from './resolve-config.ts';
import { isTree } from './plain-copy.ts';
import { leaves } from './tree-path.ts';

export interface ExplainedValue {
  readonly path: string;
  /** Secrets are redacted. */
  readonly value: unknown;
  readonly source: OriginSource;
  /** Spelling, variable or file. */
  readonly name: string;
}

/** Every value in force and who said it; what `llmrr config explain` prints. */
export function explainConfig({ config, origins, references }: Pick<ResolvedConfig, 'config' | 'origins' | 'references'>): readonly ExplainedValue[] {
  const rows: ExplainedValue[] = [];
  for (const [path, value] of leaves(redactConfig(config, references))) {
    if (isTree(value)) continue;
    const at = path.join('.');
    const { source, name }: Origin = origins.get(at) ?? { source: 'default', name: 'default' };
    rows.push({ path: at, value, source, name });
  }
  return rows.sort((a, b) => (a.path < b.path ? -1 : 1));
}
