// Runs prompts through node-llama-cpp in a process of its own: JavaScript, so that tests and the built tool start the same file.
// stdin: one JSON { modelPath, contextTokens, prompts, chats, measure }; stdout: one JSON { completions, chats, speed }.
import { isDeepStrictEqual } from 'node:util';
import { getLlama, LlamaChat, resolveChatWrapper } from 'node-llama-cpp';

const END = new Set([0, 2]);
/** After this the engine, not the model, goes on. */
const RESULT = '\n||result: ';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { modelPath, contextTokens, prompts = [], chats = [], measure = false } = JSON.parse(Buffer.concat(chunks).toString('utf8'));

// One thread: with more, threads that wait for each other make a tiny model a thousand times slower.
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, logLevel: 'error' });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: contextTokens, threads: 1 });
const sequence = context.getSequence();

/** Greedy, until the end of the answer or the result of a tool. */
async function complete({ pieces }) {
  await sequence.clearHistory();
  const tokens = pieces.flatMap((piece) => [...model.tokenize(piece, true)]);
  const answer = [];
  let text = '';
  const maxTokens = Math.min(160, contextTokens - tokens.length);
  if (maxTokens < 1) throw new RangeError(`expected a prompt of fewer than ${contextTokens} tokens, found ${tokens.length}`);
  for await (const token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
    if (END.has(token)) return { text, ended: true, promptTokens: tokens };
    answer.push(token);
    text = model.detokenize(answer);
    if (answer.length >= maxTokens || text.endsWith(RESULT)) break;
  }
  return { text, ended: false, promptTokens: tokens };
}

/**
 * A chat with functions as an application has it, grammar and all: one call at a time. After a call that was expected its
 * result is given and the answer goes on; any other call ends the chat.
 */
async function chatWith({ system, before = [], question, functions, uses = [] }) {
  await sequence.clearHistory();
  const wrapper = resolveChatWrapper(model);
  const chat = new LlamaChat({ contextSequence: sequence, chatWrapper: wrapper });
  const used = (all = []) =>
    all.map(({ name, parameters, result }) => ({ type: 'functionCall', name, params: parameters, result, startsNewChunk: true }));
  const response = [];
  const history = [
    ...(system === undefined ? [] : [{ type: 'system', text: system }]),
    ...before.flatMap((turn) => [
      { type: 'user', text: turn.question },
      { type: 'model', response: [...used(turn.uses), turn.answer] },
    ]),
    { type: 'user', text: question },
    { type: 'model', response },
  ];
  const opening = wrapper
    .generateContextState({ chatHistory: history, availableFunctions: functions })
    .contextText.tokenize(model.tokenizer);
  const calls = [];
  let text = '';
  for (;;) {
    const reply = await chat.generateResponse(history, { functions, temperature: 0, maxTokens: 160, maxParallelFunctionCalls: 1 });
    text = reply.response;
    const call = reply.functionCalls?.[0];
    if (call === undefined) break;
    calls.push({ name: call.functionName, parameters: call.params });
    const expected = uses[calls.length - 1];
    if (expected === undefined || !isDeepStrictEqual(calls.at(-1), { name: expected.name, parameters: expected.parameters })) break;
    response.push(...used([expected]));
  }
  chat.dispose({ disposeSequence: false });
  return { text, calls, opening: model.detokenize(opening, true) };
}

const median = (values) => [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];

/** Time to the first token of a short chat, and decoding speed, each the median of nine. */
async function speed() {
  const tokens = ['<|endoftext|><|im_start|>user\n', 'Tell me a story.', '<|im_end|>\n<|im_start|>assistant\n'].flatMap((piece) => [
    ...model.tokenize(piece, true),
  ]);
  const first = [];
  const rates = [];
  for (let run = 0; run < 9; run++) {
    await sequence.clearHistory();
    const begun = performance.now();
    let firstAt = 0;
    let count = 0;
    for await (const token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
      if (count++ === 0) firstAt = performance.now();
      if (END.has(token) || count > 200) break;
    }
    first.push(firstAt - begun);
    rates.push(((count - 1) / (performance.now() - firstAt)) * 1000);
  }
  return { firstTokenMs: Math.round(median(first) * 10) / 10, tokensPerSecond: Math.round(median(rates)) };
}

const completions = [];
for (const prompt of prompts) completions.push(await complete(prompt));
const answered = [];
for (const chat of chats) answered.push(await chatWith(chat));
const measured = measure ? await speed() : undefined;
await llama.dispose();
process.stdout.write(JSON.stringify({ completions, chats: answered, ...(measured === undefined ? {} : { speed: measured }) }));
