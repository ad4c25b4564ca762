import { expect, test } from '@jest/globals';

test("the guides' sub-paths resolve, and what they name is a class or a function [S1-001]", async () => {
  const utils = await import('@llmrr/llm-runner-router/utils');
  const monitoring = await import('@llmrr/llm-runner-router/monitoring');
  const native = await import('@llmrr/llm-runner-router/engines/native');
  for (const named of [utils.Logger, utils.PromptTemplate, utils.ModelConverter, monitoring.MetricsCollector, native.gguf]) expect(typeof named).toBe('function');

  const lines: string[] = [];
  const logger = new utils.Logger('app', { level: 'warn', json: true, write: (line) => lines.push(line), now: () => new Date(0) });
  logger.info('not at this level');
  logger.error('key sk-0123456789abcdef refused', { apiKey: 'sk-x', nested: [{ password: 'p', tokens: 3 }] });
  expect(lines).toEqual(['{"time":"1970-01-01T00:00:00.000Z","level":"error","name":"app","message":"key [redacted] refused","details":{"apiKey":"[redacted]","nested":[{"password":"[redacted]","tokens":3}]}}']);

  expect(new utils.PromptTemplate({ template: '{a} and {{b}}', variables: ['a'] }).format({ a: '{x}' })).toBe('{x} and {b}');
  await expect(new utils.ModelConverter().convert({ input: 'm', output: 'o', format: 'gguf' })).rejects.toMatchObject({ code: 'not-implemented', message: expect.stringContaining('convert_hf_to_gguf.py') });

  let nowMs = 0;
  const metrics = new monitoring.MetricsCollector({ retention: '1d', now: () => nowMs });
  const seen: unknown[] = [];
  metrics.track('latency', (value) => seen.push(value));
  metrics.record('latency', 12);
  nowMs = 20 * 3_600_000;
  metrics.record('errors', 1);
  expect(seen).toEqual([12]);
  expect((await metrics.getLogs('12h')).map(({ name }) => name)).toEqual(['errors']);
  nowMs = 30 * 3_600_000;
  metrics.record('errors', 2);
  expect((await metrics.getLogs('7d')).map(({ value }) => value)).toEqual([1, 2]);
});
