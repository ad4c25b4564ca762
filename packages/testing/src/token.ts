const piece = /\s*(?:\p{L}{1,7}|\p{N}{1,3}|[^\s\p{L}\p{N}])|\s+/gu;

/** Cuts a text into pieces the size of usual tokens; joined they are the text again. */
export function tokensOf(text: string): readonly string[] {
  return text.match(piece) ?? [];
}

/** How many tokens the mock and the stubs charge for a text. */
export function countTokens(text: string): number {
  return tokensOf(text).length;
}
