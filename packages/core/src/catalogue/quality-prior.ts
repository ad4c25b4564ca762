import type { ModelCard } from '../card.ts';

/**
 * A guess at quality, 0 to 1, for as long as nothing was measured.
 *
 * By size: 0.25 * log10(parameters / 100 million), so 1 B is 0.25, 7 B 0.46, 70 B 0.71; less when quantised to two or three bits.
 * By price: 0.6 + 0.25 * log10(blended dollars per million tokens), three parts input to one part output, so $0.10 is 0.35,
 * $1 is 0.6, $10 is 0.85. The mean where both are known, within 0.02 and 0.95; `null` where neither is.
 *
 * It is rough: vendors price by what the market bears, old models are dear for what they do, a well-trained small model beats
 * a badly trained large one. It orders models roughly within one generation and says nothing about your task.
 * Set `quality` in the model entry, or let the router measure.
 */
export function qualityPrior({ parameters, quantization, prices, locality }: Pick<ModelCard, 'parameters' | 'quantization' | 'prices' | 'locality'>): number | null {
  const guesses: number[] = [];
  if (parameters !== undefined && parameters > 0) guesses.push(0.25 * Math.log10(parameters / 1e8) * keptBy(quantization));
  if (prices && locality === 'remote') {
    const blended = (3 * prices.input + prices.output) / 4;
    // A price of nothing is an offer, not a measure.
    if (blended > 0) guesses.push(0.6 + 0.25 * Math.log10(blended));
  }
  if (guesses.length === 0) return null;
  const mean = guesses.reduce((sum, one) => sum + one, 0) / guesses.length;
  return Math.round(Math.min(0.95, Math.max(0.02, mean)) * 1_000) / 1_000;
}

/** Four bits and more cost little; below, answers get worse quickly. */
function keptBy(quantization: string | undefined): number {
  const bits = /(?:^|_|-)I?Q(\d)|(\d)[-_ ]?bit/i.exec(quantization ?? '');
  const count = Number(bits?.[1] ?? bits?.[2] ?? 16);
  return count <= 2 ? 0.85 : count === 3 ? 0.93 : 1;
}
