/** A tokenized conversation with one weight per token. */
export interface TokenizedDocument {
  readonly tokens: readonly number[];
  readonly weights: readonly number[];
}

/** Rows of `width` + 1 tokens (inputs and the shifted targets), zero-filled. */
export interface Rows {
  readonly width: number;
  readonly count: number;
  readonly tokens: Uint16Array;
  readonly weights: Uint8Array;
}

interface Bin {
  used: number;
  readonly documents: TokenizedDocument[];
}

/** Best-fit packing with a bounded number of open rows: few tokens wasted, order kept near enough. Every document must fit a row. */
export function pack(documents: Iterable<TokenizedDocument>, width: number, openRows = 48): Rows {
  const full: Bin[] = [];
  const open: Bin[] = [];
  for (const document of documents) {
    const length = document.tokens.length;
    if (length > width + 1) throw new RangeError(`pack: expected a document of at most ${width + 1} tokens, found ${length}`);
    let best: Bin | undefined;
    for (const bin of open) if (bin.used + length <= width + 1 && (best === undefined || bin.used > best.used)) best = bin;
    if (best === undefined) open.push((best = { used: 0, documents: [] }));
    best.documents.push(document);
    best.used += length;
    if (open.length > openRows) {
      const fullest = open.reduce((left, right) => (right.used > left.used ? right : left));
      full.push(...open.splice(open.indexOf(fullest), 1));
    }
  }
  full.push(...open);
  const tokens = new Uint16Array(full.length * (width + 1));
  const weights = new Uint8Array(full.length * (width + 1));
  full.forEach((bin, row) => {
    let at = row * (width + 1);
    for (const document of bin.documents) {
      tokens.set(document.tokens, at);
      weights.set(document.weights, at);
      at += document.tokens.length;
    }
  });
  return { width, count: full.length, tokens, weights };
}
