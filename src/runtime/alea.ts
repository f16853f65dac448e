/** Fraction that a 32-bit word makes, and the number of such words. */
const FRACTION = 2 ** -32;
const WORDS = 2 ** 32;
/** Multipliers of the generator and of its hash `Mash`, and where the hash begins. */
const MULTIPLIER = 2_091_639;
const MASH_MULTIPLIER = 0.025_196_032_824_169_38;
const MASH_START = 0xef_c8_24_9d;
const BLANK = 32;

/** Where the hash stands after one, two and three blanks, with which every seeding begins. */
const BLANKS = [1, 2, 3].map((count) => {
  let hash = MASH_START;
  for (let i = 0; i < count; i += 1) hash = mashed(hash, BLANK);
  return hash;
}) as [number, number, number];

/**
 * The first four words of Johannes Baagøe's generator Alea for a seed text, as signed integers: what
 * `seedrandom.alea` gives. Without its closures, for the streams that fork from a run's: a fleet has half
 * a dozen of them a device, and seeding them was half of its start.
 */
export function aleaWords(seed: string): [number, number, number, number] {
  const first = mashedText(BLANKS[2], seed);
  const second = mashedText(first, seed);
  const third = mashedText(second, seed);
  let a = within(fractionOf(BLANKS[0]) - fractionOf(first));
  let b = within(fractionOf(BLANKS[1]) - fractionOf(second));
  let c = within(fractionOf(BLANKS[2]) - fractionOf(third));
  let carry = 1;
  const words: [number, number, number, number] = [0, 0, 0, 0];
  for (let i = 0; i < words.length; i += 1) {
    const next = MULTIPLIER * a + carry * FRACTION;
    a = b;
    b = c;
    carry = next | 0;
    c = next - carry;
    words[i] = (c * WORDS) | 0;
  }
  return words;
}

function mashedText(start: number, text: string): number {
  let hash = start;
  for (let i = 0; i < text.length; i += 1) hash = mashed(hash, text.charCodeAt(i));
  return hash;
}

function mashed(hash: number, code: number): number {
  const spread = MASH_MULTIPLIER * (hash + code);
  const whole = spread >>> 0;
  const product = (spread - whole) * whole;
  const word = product >>> 0;
  return word + (product - word) * WORDS;
}

function fractionOf(hash: number): number {
  return (hash >>> 0) * FRACTION;
}

function within(difference: number): number {
  return difference < 0 ? difference + 1 : difference;
}
