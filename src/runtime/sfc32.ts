/**
 * State of the generator sfc32 (Chris Doty-Humphrey, PractRand): four 32-bit words, period at least
 * 2^32. Plain properties, which hold signed 32-bit words without the heap: as fast as an array of words
 * where it is warm, and a hundred thousand devices wait for one object in memory instead of four.
 */
export interface Sfc32State {
  a: number;
  b: number;
  c: number;
  d: number;
}

/** Draws a word as a signed integer: small integers stay out of the heap. */
export function nextInt32(state: Sfc32State): number {
  const { a, b, c, d } = state;
  const word = (((a + b) | 0) + d) | 0;
  state.a = b ^ (b >>> 9);
  state.b = (c + (c << 3)) | 0;
  state.c = (((c << 21) | (c >>> 11)) + word) | 0;
  state.d = (d + 1) | 0;
  return word;
}
