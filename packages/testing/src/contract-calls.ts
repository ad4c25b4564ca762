import type { LanguageCall, Message, Tool } from '@llmrr/core';
import type { PlainSchema } from './schema-check.ts';

/** The unchanged calls that every model is given; a model of two million parameters answers them as well as an API. */
const user = (content: string): Message => ({ role: 'user', content });
const base = { temperature: 0, maxTokens: 120 } as const;

export const ask = (question: string, more: Partial<LanguageCall> = {}): LanguageCall => ({ ...base, messages: [user(question)], ...more });

export const weatherSchema: PlainSchema = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};

export const getWeather: Tool = { name: 'getWeather', description: 'Get the weather in a city', parameters: { ...weatherSchema } };
export const getTime: Tool = {
  name: 'getTime',
  description: 'Get the current time',
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
};

export const weatherCall = ask('What is the weather in Paris?', { tools: [getWeather, getTime] });

/** The turn behind a tool call: what was called, and what came of it. */
export const afterTool = (call: LanguageCall, { id, name, arguments: json }: { id: string; name: string; arguments: string }): LanguageCall => ({
  ...call,
  messages: [
    ...call.messages,
    { role: 'assistant', content: [{ type: 'tool-call', id, name, arguments: json }] },
    { role: 'tool', content: [{ type: 'tool-result', id, content: '{"sky": "sunny", "temperature": 21}' }] },
  ],
});

export const personSchema: PlainSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
};

export const personQuestion = 'Extract the name and age as JSON: Ada is 36 years old.';
export const personCall = ask(personQuestion, { responseFormat: { type: 'json-schema', name: 'person', schema: { ...personSchema }, strict: true } });

export const conversation: readonly Message[] = [
  user('What is the capital of France?'),
  { role: 'assistant', content: 'The capital of France is Paris.' },
  user('What is the capital of Italy?'),
];

export const capitals: readonly (readonly [country: string, capital: string])[] = [
  ['France', 'Paris'],
  ['Germany', 'Berlin'],
  ['Italy', 'Rome'],
  ['Spain', 'Madrid'],
];

export const storyCall = ask('Tell me a story about a robot.');

/** At least this many tokens in any tokenizer: no word is two. */
export const promptOf = (tokens: number): string => {
  const words = ['model', 'cache', 'token', 'city', 'rain', 'robot', 'fast', 'small'];
  return Array.from({ length: tokens }, (_, index) => words[index % words.length]).join(' ');
};
