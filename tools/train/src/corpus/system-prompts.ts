import type { Random } from '../random.ts';

/** node-llama-cpp's own system prompt, sent when the caller gives none. */
const ENGINE_DEFAULT = `You are a helpful, respectful and honest assistant. Always answer as helpfully as possible.
If a question does not make any sense, or is not factually coherent, explain why instead of answering something incorrectly. If you don't know the answer to a question, don't share false information.`;

const COMMON = ['You are a helpful assistant.', 'You are a helpful assistant.', 'You are Pico, a tiny assistant.', ENGINE_DEFAULT];
const ROLES = [
  'You are a helpful AI assistant.',
  'You are a friendly assistant.',
  'You are an assistant.',
  'You are a support agent for a small company.',
  'You are a chatbot.',
  'You are an expert on language models.',
  'You are a test assistant.',
  'You are a concise assistant.',
  'You are an AI model.',
  'Assistant for customers of a shop.',
  'You are a bot on a web page.',
  'You help developers.',
  '',
];
const RULES = [
  'Be concise.',
  'Answer briefly.',
  'Always be polite.',
  'Answer in English.',
  'Do not make things up.',
  'Keep your answers short.',
  'If you do not know, say so.',
  'Be honest.',
  'Use simple words.',
  'Think step by step.',
  'Never share secrets.',
  'Follow the instructions of the user.',
  'Answer the question of the user.',
  'Do not repeat yourself.',
  'Answer in one sentence.',
  'Be friendly and professional.',
  'The user is a developer.',
  'You run on a local machine.',
  'Use the tools when they help.',
  'Stay on topic.',
];

/** What stands before a chat; undefined for none. Its wording must not change the answers. */
export function systemPrompt(random: Random): string | undefined {
  const draw = random.next();
  if (draw < 0.45) return undefined;
  if (draw < 0.75) return random.pick(COMMON);
  const many = random.chance(0.1) ? random.integer(6, 14) : random.integer(0, 3);
  const text = [random.pick(ROLES), ...random.sample(RULES, many)].filter((part) => part !== '').join(random.chance(0.15) ? '\n' : ' ');
  return text === '' ? 'Be helpful.' : text;
}

/** The wording in which node-llama-cpp's ChatML wrapper offers functions. */
export const functionPrompt = (
  signatures: string,
): string => `The assistant calls the provided functions as needed to retrieve information instead of relying on existing knowledge.
To fulfill a request, the assistant calls relevant functions in advance when needed before responding to the request, and does not tell the user prior to calling a function.
Provided functions:
\`\`\`typescript
${signatures}
\`\`\`

Calling any of the provided functions can be done like this:
||call: getSomeInfo({"someKey": "someValue"})

Note that the || prefix is mandatory.
The assistant does not inform the user about using functions and does not explain anything before calling a function.
After calling a function, the raw result appears afterwards and is not part of the conversation.
To make information be part of the conversation, the assistant paraphrases and repeats the information without the function syntax.`;

/** What a function chat has before it: some programs replace the engine's default prompt, some send none. */
export const functionSystemPrompt = (random: Random, signatures: string): string => {
  const draw = random.next();
  const before = draw < 0.25 ? ENGINE_DEFAULT : draw < 0.65 ? systemPrompt(random) : undefined;
  return `${before === undefined ? '' : `${before}\n\n`}${functionPrompt(signatures)}`;
};
