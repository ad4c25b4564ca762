export * from '@llmrr/core';

export { LegacyCompatibilityWrapper } from './compat/legacy-compatibility-wrapper.ts';
export { versionClient, type VersionClient } from './compat/version-client.ts';
export type { ResultV1_0, ResultV1_2 } from './compat/shapes.ts';
export { versions, type ApiVersion } from './compat/versions.ts';
export { readConfigFile, type ConfigFile } from './config-files.ts';
export { createRouter } from './create-router.ts';
export { LLMRouter, LLMRouter as default, type LLMRouterOptions } from './llm-router.ts';
export { registryFile as registryStore } from './registry-file.ts';
export { logDebug, logProblems } from './router-log.ts';
export { readSurroundings, type ReadSurroundings, type SurroundingsOptions } from './surroundings.ts';
export { version } from './version.ts';
