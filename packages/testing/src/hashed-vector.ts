/** Unit vector of a text: each word, lower-cased, adds its own fixed direction, so that texts which share words lie near each other. */
export function hashedVector(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words.length > 0 ? words : [`\0${text}`]) {
    let state = hash(word);
    for (let index = 0; index < dimensions; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      vector[index]! += (state >>> 0) / 2 ** 31 - 1;
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((each) => each / length);
}

/** FNV-1a, never 0: that is where xorshift stands still. */
function hash(word: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) state = Math.imul(state ^ word.charCodeAt(index), 0x01000193);
  return state || 1;
}
