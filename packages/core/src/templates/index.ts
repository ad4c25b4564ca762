export { messagesToPrompt } from './messages-to-prompt.ts';
export { PromptTemplate, type PromptTemplateOptions, type TemplateValue } from './prompt-template.ts';
export { prompts, promptTexts, type PromptName } from './prompt-texts.ts';
export { templateLibrary, type FormattedTemplate, type TemplateLibrary } from './template-library.ts';
