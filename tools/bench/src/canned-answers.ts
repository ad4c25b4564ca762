/** About 1 KB, as a short chat answer is. */
export const wholeAnswer = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'bench-model',
    choices: [{ index: 0, message: { role: 'assistant', content: 'A short answer of ordinary length. '.repeat(18), refusal: null }, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 120, total_tokens: 140 },
    system_fingerprint: 'fp_bench',
  }),
);

const event = (choices: unknown, usage: unknown = null): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'bench-model', system_fingerprint: 'fp_bench', choices, usage })}\n\n`;
const delta = (fields: object, reason: string | null = null) => [{ index: 0, delta: fields, logprobs: null, finish_reason: reason }];

/** 66 events: a role, 62 words, the end, the usage, and the terminal marker. */
export const streamedEvents: readonly Buffer[] = [
  event(delta({ role: 'assistant', content: '' })),
  ...Array.from({ length: 62 }, (_, index) => event(delta({ content: ` word${index}` }))),
  event(delta({}, 'stop')),
  event([], { prompt_tokens: 20, completion_tokens: 62, total_tokens: 82 }),
  'data: [DONE]\n\n',
].map((text) => Buffer.from(text));

export const streamedAnswer = Buffer.concat(streamedEvents);
