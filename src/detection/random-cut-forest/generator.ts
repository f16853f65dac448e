/**
 * The forest's own stream of randomness: sfc32 (Chris Doty-Humphrey, PractRand) with its four words
 * in a typed array, so that drawing allocates nothing and a snapshot is sixteen bytes.
 */
export type GeneratorState = Int32Array;

/** Words drawn and thrown away after seeding, so that similar seeds part company. */
const WARM_UP_DRAWS = 15;

export function createGenerator(seed: number | string): GeneratorState {
  const text = String(seed);
  const state = new Int32Array(4);
  for (let word = 0; word < 4; word += 1) state[word] = hash(text, 0x9e3779b9 * (word + 1));
  for (let i = 0; i < WARM_UP_DRAWS; i += 1) uniform(state);
  return state;
}

/** Uniform in [0, 1), 32 bits. */
export function uniform(state: GeneratorState): number {
  const a = state[0] as number;
  const b = state[1] as number;
  const c = state[2] as number;
  const d = state[3] as number;
  const t = (((a + b) | 0) + d) | 0;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + t) | 0;
  state[3] = (d + 1) | 0;
  return (t >>> 0) / 4294967296;
}

/** Exponential variate with mean 1; never 0, so that its logarithm is finite. */
export function exponential(state: GeneratorState): number {
  return -Math.log((uniform(state) * 4294967296 + 0.5) / 4294967296);
}

/** FNV-1a over UTF-16 units with a murmur3 finaliser. */
function hash(text: string, salt: number): number {
  let h = 0x811c9dc5 ^ salt;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
