export { Logger, type LogLevel } from './logger.ts';
export { ModelConverter } from './model-converter.ts';
