import { spelled } from './alias.ts';

/** Other places where an answer shows the same value; getters on the result. */
export const resultAliases = spelled('result', 'R-02', [
  ['text', 'response', { guide: 'S2-017', since: '1.2' }],
  ['text', 'choices.0.message.content', { guide: 'S3-003' }],
  ['model', 'modelUsed', { guide: 'S2-017', since: '1.2' }],
  ['usage.promptTokens', 'usage.prompt_tokens', { guide: 'S2-016', since: '1.0' }],
  ['usage.promptTokens', 'metrics.promptTokens', { guide: 'S2-017', since: '1.2' }],
  ['usage.completionTokens', 'usage.completion_tokens', { guide: 'S2-016', since: '1.0' }],
  ['usage.completionTokens', 'metrics.completionTokens', { guide: 'S2-017', since: '1.2' }],
  ['usage.completionTokens', 'tokens', { guide: 'S1-009' }],
  ['usage.totalTokens', 'usage.total_tokens', { guide: 'S2-016', since: '1.0' }],
  ['usage.totalTokens', 'metrics.totalTokens', { guide: 'S2-017', since: '1.2' }],
  ['latencyMs', 'metrics.duration', { guide: 'S2-017', since: '1.2' }],
  ['latencyMs', 'metadata.latency', { guide: 'S1-009' }],
  ['cost', 'metrics.cost', { guide: 'S2-037', since: '1.2' }],
]);

/** Other names of what a streamed answer tells. */
export const eventAliases = spelled('event', 'S2-018', [
  ['chunk', 'token', { since: '1.0', until: '1.2' }],
  ['complete', 'end', { since: '1.0', until: '1.2' }],
]);
