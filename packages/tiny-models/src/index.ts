export { tinyLanguageModel, type TinyModel } from './tiny-model.ts';
