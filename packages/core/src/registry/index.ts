export { modelRegistry, type ModelRegistry, type ModelRegistryOptions, type RegistryEvent, type RegistryStore } from './model-registry.ts';
export { nameIndex, type NameIndex } from './name-index.ts';
export { parseRegistry, registryFile, registryVersion, type RegistryFile } from './registry-file.ts';
