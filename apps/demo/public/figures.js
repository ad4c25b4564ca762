/** 85 ms, 1.24 s, 2 min 5 s. */
export function duration(ms) {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–';
  if (ms < 1) return '<1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Never rounded to nothing: $0.0000042; an unknown price stays unknown. */
export function dollars(usd) {
  if (usd === null || usd === undefined) return 'price unknown';
  if (usd === 0) return 'free';
  if (usd >= 0.01) return `$${usd.toFixed(usd < 1 ? 3 : 2)}`;
  return `$${usd.toFixed(Math.min(12, 1 - Math.floor(Math.log10(usd)))).replace(/0+$/, '')}`;
}

export function count(number, word) {
  return `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;
}

export function bytes(number) {
  if (!number) return undefined;
  const unit = number >= 1e9 ? [1e9, 'GB'] : number >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${(number / unit[0]).toFixed(number / unit[0] < 10 ? 1 : 0)} ${unit[1]}`;
}

/** 0.7312 as 0.73; strategies may score beyond 0 to 1. */
export function score(number) {
  return Number.isFinite(number) ? number.toFixed(2) : String(number);
}
