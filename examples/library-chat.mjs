// A conversation in a program: node examples/library-chat.mjs
import { LLMRouter } from '@llmrr/llm-runner-router';

const router = new LLMRouter();
const messages = [{ role: 'system', content: 'Answer in one sentence.' }];

for (const question of ['What is the capital of France?', 'What is 2 plus 3?']) {
  messages.push({ role: 'user', content: question });
  console.log(`> ${question}`);

  const stream = router.stream(messages);
  for await (const { text } of stream) process.stdout.write(text);

  const { text, decision } = await stream.result();
  console.log(`\n  ${decision.model} by ${decision.strategy}, $${decision.costUsd}`);
  messages.push({ role: 'assistant', content: text });
}
await router.close();
