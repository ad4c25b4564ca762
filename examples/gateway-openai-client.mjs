// OpenAI's own client against the gateway. Start it first (npm start), then: node examples/gateway-openai-client.mjs [base URL]
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2] ?? 'http://127.0.0.1:3006/v1', apiKey: 'not-needed-on-this-machine' });

const { data, response } = await client.chat.completions
  .create({ model: 'auto', messages: [{ role: 'user', content: 'What is the capital of France?' }], stream: true, stream_options: { include_usage: true } })
  .withResponse();

for await (const { choices, usage } of data) {
  process.stdout.write(choices[0]?.delta.content ?? '');
  if (usage) console.log(`\n${usage.prompt_tokens} + ${usage.completion_tokens} tokens`);
}
console.log(`${response.headers.get('x-llmrr-model')} by ${response.headers.get('x-llmrr-strategy')}`);
