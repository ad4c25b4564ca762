// A model that asks for a tool, and gets its result: node examples/tools.mjs
// The mock is no language model: it calls the first tool and repeats what comes back, so that the example is the same everywhere.
import { LLMRouter } from '@llmrr/llm-runner-router';

const router = new LLMRouter({ models: [{ id: 'stand-in', source: 'mock:stand-in' }], tinyModel: false });

const tools = [
  {
    name: 'get_weather',
    description: 'Weather of a city now',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];
const run = { get_weather: ({ city }) => `sunny in ${city}` };

const messages = [{ role: 'user', content: 'What is the weather in Paris?' }];
const asked = await router.generate(messages, { tools });

messages.push({ role: 'assistant', content: asked.raw.content });
for (const { id, function: called } of asked.toolCalls) {
  const result = run[called.name](JSON.parse(called.arguments));
  console.log(`${called.name}(${called.arguments}) = ${result}`);
  messages.push({ role: 'tool', tool_call_id: id, content: result });
}

const { text } = await router.generate(messages, { tools });
console.log(text);
await router.close();
