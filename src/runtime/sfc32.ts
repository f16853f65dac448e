/**
 * State of the generator sfc32 (Chris Doty-Humphrey, PractRand): four 32-bit words, period at least
 * 2^32. An array of words, which is read and written twice as fast as properties of an object.
 */
export type Sfc32State = Int32Array;

/** Draws a word as a signed integer: small integers stay out of the heap. */
export function nextInt32(state: Sfc32State): number {
  const a = state[0] as number;
  const b = state[1] as number;
  const c = state[2] as number;
  const d = state[3] as number;
  const word = (((a + b) | 0) + d) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + word) | 0;
  state[3] = (d + 1) | 0;
  return word;
}
