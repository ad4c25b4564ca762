import { element } from './element.js';
import { bytes, count, dollars, duration } from './figures.js';

/** Every registered model with its health, and what the gateway has done so far. */
export function modelsPanel({ health, metrics, models, version, uptimeMs }) {
  const { requests, successRate, costUsd, unpriced, fallbacks } = metrics;
  const done =
    requests === 0
      ? 'no request yet'
      : `${count(requests, 'request')}, ${(successRate * 100).toFixed(successRate === 1 ? 0 : 1)} % answered, ${count(fallbacks, 'fallback')}, ${costUsd === 0 ? 'nothing spent' : dollars(costUsd)}${unpriced > 0 ? ` (and ${unpriced} of unknown price)` : ''}`;
  return [
    element('p', {}, element('strong', {}, health.status), ` · version ${version} · up ${duration(uptimeMs)} · ${done}`),
    ...health.reasons.map((reason) => element('p', { class: 'failed' }, reason)),
    models.length === 0
      ? element('p', {}, 'No model is registered. Set a provider key, or add a model file with `llmrr models add`.')
      : element('ul', { class: 'cards' }, ...models.map(card)),
  ];
}

function card({ id, card: known, signals, loaded, error }) {
  const rows = [
    ['Where', known && `${known.provider}, ${known.locality === 'local' ? 'on this machine' : 'remote'}`],
    ['In memory', loaded === null ? undefined : loaded ? 'yes' : 'no, loads at first use'],
    ['Context', known?.contextTokens && `${count(known.contextTokens, 'token')}`],
    ['Size', bytes(known?.sizeBytes)],
    ['Price per million', known && (known.prices ? (known.prices.input + known.prices.output === 0 ? 'free' : `${dollars(known.prices.input)} in, ${dollars(known.prices.output)} out`) : 'unknown')],
    ['Calls', signals.calls > 0 ? `${signals.calls}, ${Math.round((signals.successRate ?? 1) * 100)} % ok` : 'none yet'],
    ['Takes', signals.latencyMs === null ? undefined : `${duration(signals.latencyMs)}${signals.firstPartMs === null ? '' : `, first token ${duration(signals.firstPartMs)}`}`],
    ['Can', known?.capabilities.filter((one) => one !== 'text-generation').join(', ')],
  ];
  return element(
    'li',
    {},
    element('h3', {}, element('span', { class: `dot ${error ? 'unhealthy' : (signals.successRate ?? 1) < 0.5 ? 'degraded' : 'healthy'}`, role: 'img', 'aria-label': error ? 'cannot be used' : 'usable' }), id),
    error ? element('p', { class: 'error' }, error.message) : undefined,
    known?.description ? element('p', {}, known.description) : undefined,
    element('dl', {}, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])),
  );
}
