import nx from '@nx/eslint-plugin';
import * as jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

const below = (...layers) => layers.map((layer) => `layer:${layer}`);

const boundaries = {
  depConstraints: [
    { sourceTag: 'layer:core', onlyDependOnLibsWithTags: [] },
    { sourceTag: 'layer:kit', onlyDependOnLibsWithTags: below('core', 'kit') },
    { sourceTag: 'layer:adapter', onlyDependOnLibsWithTags: below('core', 'kit') },
    { sourceTag: 'layer:feature', onlyDependOnLibsWithTags: below('core', 'kit', 'feature') },
    { sourceTag: 'layer:facade', onlyDependOnLibsWithTags: below('core', 'kit', 'adapter', 'feature') },
    { sourceTag: 'layer:app', onlyDependOnLibsWithTags: below('core', 'kit', 'adapter', 'feature', 'facade', 'app') },
    { sourceTag: 'layer:tool', onlyDependOnLibsWithTags: ['*'] },
  ],
};

export default tseslint.config(
  { ignores: ['**/dist', '**/public', '**/*.js', '**/*.mjs'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@nx/enforce-module-boundaries': ['error', boundaries],
    },
  },
  {
    // A test names directly what its package loads only when it is needed, and the package itself as its users do.
    files: ['**/*.test.ts'],
    rules: { '@nx/enforce-module-boundaries': ['error', { ...boundaries, checkDynamicDependenciesExceptions: ['@llmrr/*'], allowCircularSelfDependency: true }] },
  },
  {
    files: ['packages/*/package.json', 'apps/*/package.json', 'tools/*/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonc },
    rules: { '@nx/dependency-checks': ['error', { ignoredFiles: ['**/*.test.ts', '**/*.test.*.ts', '**/*.contract.ts'] }] },
  },
);
