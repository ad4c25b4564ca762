import { element } from './element.js';
import { count, dollars, duration, score } from './figures.js';

/** Why that model answered: figures first, then who else could have, who could not, and what was tried. */
export function why({ decision, usage, timing }) {
  const { candidates, excluded, attempts, strategy, costUsd } = decision;
  const generating = timing.totalMs - timing.firstMs;
  const speed = usage && generating > 20 ? (usage.completion_tokens / generating) * 1000 : undefined;
  return element(
    'details',
    { class: 'why', open: matchMedia('(min-width: 60rem)').matches },
    element('summary', {}, 'Why this model ', element('small', {}, `${strategy} · ${duration(timing.totalMs)} · ${dollars(costUsd)}`)),
    element(
      'div',
      { class: 'inner' },
      figures([
        ['First token', duration(timing.firstMs)],
        ['In all', duration(timing.totalMs)],
        ['Cost', dollars(costUsd)],
        ['Tokens', usage ? `${usage.prompt_tokens} → ${usage.completion_tokens}` : '–', usage ? `${count(usage.prompt_tokens, 'token')} read, ${count(usage.completion_tokens, 'token')} written` : undefined],
        speed && ['Speed', `${speed < 10 ? speed.toFixed(1) : Math.round(speed)}/s`, 'tokens written per second'],
      ]),
      ...ranking(candidates, decision.model),
      ...tried(attempts),
      ...left(excluded),
    ),
  );
}

function figures(rows) {
  return element('dl', { class: 'figures' }, ...rows.filter(Boolean).map(([name, value, title]) => element('div', { title }, element('dt', {}, name), element('dd', {}, value))));
}

function ranking(candidates, answering) {
  if (candidates.length === 0) return [];
  const best = Math.max(...candidates.map((candidate) => candidate.score), 1e-9);
  const least = Math.min(...candidates.map((candidate) => candidate.score), 0);
  const items = candidates.map(({ model, score: points, scores, reason, estimate }) => {
    const bar = element('i');
    bar.style.setProperty('--share', String(Math.max(0, Math.min(1, (points - least) / (best > 1 || least < 0 ? best - least : 1)))));
    const parts = Object.entries(scores);
    return element(
      'li',
      { class: model === answering ? 'answers' : undefined },
      element('div', { class: 'name' }, element('span', {}, model, model === answering && candidates.length > 1 ? ' ✓' : ''), element('span', {}, score(points))),
      element('div', { class: 'track', 'aria-hidden': 'true' }, bar),
      // The reason often spells out the scores, which stand below it as bars.
      reason && !parts.every(([name]) => reason.includes(name)) ? element('div', { class: 'reason' }, reason) : undefined,
      parts.length > 0 ? element('dl', { class: 'parts' }, ...parts.map(part)) : undefined,
      element('div', { class: 'reason guess' }, guess(estimate)),
    );
  });
  return [element('h4', {}, candidates.length === 1 ? 'The only candidate' : 'Candidates, best first'), element('ol', { class: 'ranking' }, ...items)];
}

function part([name, value]) {
  const bar = element('i');
  bar.style.setProperty('--share', String(Math.max(0, Math.min(1, value))));
  return element('div', { title: `${name}: ${score(value)}` }, element('dt', {}, name), element('dd', {}, element('span', { class: 'unseen' }, score(value)), element('span', { class: 'track', 'aria-hidden': 'true' }, bar)));
}

function guess({ inputTokens, outputTokens, costUsd, latencyMs }) {
  return `expected ${inputTokens} + up to ${outputTokens} tokens, ${dollars(costUsd)}${latencyMs === null ? '' : `, ${duration(latencyMs)}`}`;
}

function tried(attempts) {
  if (attempts.length < 2 && attempts[0]?.outcome === 'ok') return [];
  const items = attempts.map(({ model, outcome, latencyMs, error }) => {
    const [mark, words] = { ok: ['✓', 'answered'], failed: ['✗', 'failed'], aborted: ['■', 'was stopped'] }[outcome];
    return element('li', { class: outcome === 'failed' ? 'failed-attempt' : outcome }, element('span', { class: 'mark', 'aria-hidden': 'true' }, mark), element('b', {}, model), ` ${words} after ${duration(latencyMs)}`, error ? element('div', { class: 'reason' }, error.message.replace(`${model}: `, '')) : '');
  });
  return items.length > 0 ? [element('h4', {}, 'Tried, in this order'), element('ol', { class: 'attempts' }, ...items)] : [];
}

function left(excluded) {
  if (excluded.length === 0) return [];
  return [element('h4', {}, 'Left out'), element('ul', { class: 'excluded' }, ...excluded.map(({ model, detail }) => element('li', {}, element('b', {}, model), ' ', element('span', { class: 'reason' }, detail))))];
}
