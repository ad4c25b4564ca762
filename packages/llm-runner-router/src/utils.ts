export { PromptTemplate } from '@llmrr/core';
export { Logger, type LogLevel, type LoggerOptions } from './logger.ts';
export { ModelConverter, type ConvertOptions } from './model-converter.ts';
