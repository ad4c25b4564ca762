import type { Decision, Plan } from '@llmrr/core';
import { bar, styled, table, usd, type Terminal } from './terminal.ts';

/** Candidates as bars, then who was excluded and why. */
export function planText({ candidates, excluded, strategy, order }: Plan, terminal: Terminal): string {
  const style = styled(terminal);
  const rows = candidates.map(({ model, score, reason, estimate }) => [
    model,
    `${bar(score)} ${score.toFixed(3)}`,
    usd(estimate.costUsd, 'price unknown'),
    estimate.latencyMs === null ? 'not measured' : `${Math.round(estimate.latencyMs)} ms`,
    reason,
  ]);
  const first = order[0]?.model.id;
  return [
    `strategy ${style('bold', strategy)}: ${first === undefined ? style('red', 'no model can serve this') : `would ask ${style('bold', first)}`}\n`,
    rows.length > 0 ? table([['model', 'score', 'cost', 'latency', 'because'], ...rows], terminal.columns) : '',
    ...excluded.map(({ model, detail }) => `${style('dim', `excluded ${model}: ${detail}`)}\n`),
    order.length > 1 ? `${style('dim', `then: ${order.slice(1).map(({ model }) => model.id).join(', ')}`)}\n` : '',
  ].join('');
}

/** One line: who answered, by which strategy, what it took and cost. */
export function decisionLine({ model, strategy, attempts, fellBack, latencyMs, costUsd }: Decision): string {
  const failed = attempts.filter(({ outcome }) => outcome === 'failed').map((attempt) => `${attempt.model} failed: ${attempt.error?.code ?? ''}`);
  return [
    `${model ?? 'nobody'} by ${strategy}`,
    ...(fellBack ? [`fallback (${failed.join(', ')})`] : []),
    `${Math.round(latencyMs ?? 0)} ms`,
    usd(costUsd, 'cost unknown'),
  ].join(' · ');
}
