import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LlmrrError } from '../error.ts';
import { messagesToPrompt } from './messages-to-prompt.ts';
import { PromptTemplate } from './prompt-template.ts';
import { prompts, promptTexts } from './prompt-texts.ts';
import { templateLibrary } from './template-library.ts';

function thrown(run: () => unknown): LlmrrError {
  try {
    run();
  } catch (error) {
    if (LlmrrError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const chat = { template: 'Context: {context}\nUser: {input}\nAssistant:', variables: ['context', 'input'] };

test('a template puts values into their places [S1-047]', () => {
  expect(new PromptTemplate(chat).format({ input: 'hello', context: 'none' })).toBe('Context: none\nUser: hello\nAssistant:');
  expect(new PromptTemplate({ template: '{n} {yes} {n}' }).format({ n: 0, yes: false })).toBe('0 false 0');
  expect(new PromptTemplate({ template: '{ a }' }).format({ a: '' })).toBe('');
});

test('a missing variable is an error that names every one, and nothing of an object is taken for a value [S1-047]', () => {
  const error = thrown(() => new PromptTemplate(chat).format({ input: undefined }));
  expect(error.code).toBe('missing-variable');
  expect(error.message).toBe('template: no value for "context", "input"; it needs "context", "input"');
  expect(error.details).toEqual({ missing: ['context', 'input'] });
  expect(thrown(() => new PromptTemplate({ template: '{constructor}' }).format({})).code).toBe('missing-variable');
  expect(thrown(() => new PromptTemplate({ template: 'x', variables: ['declared'] }).format({})).code).toBe('missing-variable');
  expect(thrown(() => new PromptTemplate({ template: '{a}' }).format({ a: { b: 1 } })).message).toContain('expected a text, number or boolean');
});

test('a value that no variable takes is ignored, or an error where that is wanted [S1-047]', () => {
  expect(new PromptTemplate({ template: '{a}' }).format({ a: 1, b: 2 })).toBe('1');
  expect(thrown(() => new PromptTemplate({ template: '{a}', extra: 'error' }).format({ a: 1, b: 2 })).message).toBe('template: has no variable "b"; it has "a"');
});

test('doubled braces are braces, and braces in values mean nothing [S1-047]', () => {
  expect(new PromptTemplate({ template: '{{"a": "{a}"}}' }).format({ a: '{b} }} {{ {a}' })).toBe('{"a": "{b} }} {{ {a}"}');
  expect(thrown(() => new PromptTemplate({ template: 'say { now' })).message).toContain('stray "{" at character 4');
  expect(thrown(() => new PromptTemplate({ template: '{"a": 1}' })).message).toContain('write "{{" for a brace');
  expect(thrown(() => new PromptTemplate({ template: 'a } b' })).message).toContain('stray "}" at character 2');
  expect(thrown(() => new PromptTemplate({ template: '{b}', variables: ['a'] })).message).toBe('template: uses "b", but declares "a"');
});

test('any values go in unchanged, whatever they hold [S1-047]', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (literal, a, b) => {
      const escaped = literal.replaceAll('{', '{{').replaceAll('}', '}}');
      expect(new PromptTemplate({ template: `${escaped}{a}${escaped}{b}` }).format({ a, b })).toBe(`${literal}${a}${literal}${b}`);
    }),
  );
});

test('templates of LangChain are taken over: fromTemplate and inputVariables [S1-048]', () => {
  const template = PromptTemplate.fromTemplate('You are a helpful assistant. {question}');
  expect(template.variables).toEqual(['question']);
  expect(template.format({ question: 'Why?' })).toBe('You are a helpful assistant. Why?');
  expect(new PromptTemplate({ template: 'Tell me about {topic}.', inputVariables: ['topic'] }).format({ topic: 'llamas' })).toBe('Tell me about llamas.');
});

test('messages become lines of role and content, without what is not text', () => {
  expect(
    messagesToPrompt([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'Hi' }, { type: 'image', url: 'x:' }] },
    ]),
  ).toBe('system: Be brief.\nuser: Hi');
});

test('a template of the registry is used by its id, with its stop tokens, and warns at a model that it was not made for', () => {
  const library = templateLibrary([
    { id: 'chat', format: '[INST] {input} [/INST]', stopTokens: ['</s>'], modelCompatibility: ['llama-2', 'mistral*instruct'] },
    { id: 'any', format: '{input}' },
  ]);
  expect(library.ids).toEqual(['chat', 'any']);
  expect(library.format('chat', { input: 'hi' }, { model: 'llama-2-7b' })).toEqual({ prompt: '[INST] hi [/INST]', stop: ['</s>'], warnings: [] });
  expect(library.format('chat', { input: 'hi' }, { model: 'Mistral-7B-Instruct' }).warnings).toEqual([]);
  expect(library.format('chat', { input: 'hi' }, { model: 'gpt-4' }).warnings).toEqual(['template "chat" was made for llama-2, mistral*instruct, not for "gpt-4"']);
  expect(library.format('chat', { input: 'hi' }, { model: 'llama-20b' }).warnings).toHaveLength(1);
  expect(library.format('chat', { input: 'hi' }, { model: 'mistral-7b' }).warnings).toHaveLength(1);
  expect(library.format('any', { input: 'hi' }, { model: 'gpt-4' })).toEqual({ prompt: 'hi', stop: [], warnings: [] });
  expect(thrown(() => library.format('other', {})).message).toBe('no template "other"; there are chat, any');
  expect(thrown(() => templateLibrary([{ id: 'broken', format: '{' }])).message).toContain('template "broken": stray "{"');
});

test('our own prompts are in one place and can be replaced, with the same variables [S0-104]', () => {
  expect(promptTexts).toMatchInlineSnapshot(`
{
  "answerFromContext": "Context:
{context}

Question: {question}

Answer:",
  "answerFromSummaries": "Below are summaries of several documents. Answer the question from them alone, and say so when they do not hold the answer.

{summaries}

Question: {question}

Answer:",
  "refineAnswer": "An answer was written from earlier context. Improve it where the new context adds or corrects something; otherwise give it back unchanged.

Question: {question}

Answer so far: {answer}

New context:
{context}

Improved answer:",
  "rerank": "Order the passages by how well they answer the query. Reply with a JSON array of their numbers, best first, and nothing else.

Query: {query}

Passages:
{passages}",
  "summarizeDocument": "Write a summary of the document below. Keep every fact that a question could be about.

{document}

Summary:",
  "synthesize": "Context:
{context}

Query: {query}

Answer:",
}
`);
  expect(prompts().summarizeDocument.format({ document: 'D' })).toContain('\n\nD\n\n');
  const own = prompts({ summarizeDocument: 'Sum up: {document}' });
  expect(own.summarizeDocument.format({ document: 'D' })).toBe('Sum up: D');
  expect(own.rerank.template).toBe(promptTexts.rerank);
  expect(thrown(() => prompts({ summarizeDocument: '{other}' })).message).toBe('template: uses "other", but declares "document"');
});
