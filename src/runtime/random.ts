import seedrandom from 'seedrandom';
import { standardNormal } from './ziggurat.ts';

/**
 * A deterministic stream of randomness. `fork(name)` depends on this stream's key and the name only,
 * never on how much was drawn, so adding a consumer changes no other consumer's numbers.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform integer in [0, n). */
  int(n: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Standard normal variate. */
  normal(): number;
  /** Exponential variate with mean 1. */
  exponential(): number;
  chance(probability: number): boolean;
  fork(name: string): Random;
  /** The four words of the generator; `restoreRandom` continues from them exactly. */
  state(): readonly [number, number, number, number];
}

/** Starts a stream from any seed text; equal seeds give equal streams on every machine. */
export function createRandom(seed: string): Random {
  return fromState(seed, wordsOf(seed));
}

/** Continues the stream that `state()` was taken from. `seed` is needed for later forks. */
export function restoreRandom(
  seed: string,
  state: readonly [number, number, number, number],
): Random {
  return fromState(seed, state);
}

/** 32-bit hash of a text by the same generator, for serial numbers and partition choices. */
export function hash32(text: string): number {
  return wordsOf(text)[0] >>> 0;
}

/** Words drawn and thrown away after seeding, so that similar seeds part company. */
const WARM_UP_DRAWS = 12;

function wordsOf(seed: string): [number, number, number, number] {
  const generator = seedrandom.alea(seed);
  return [generator.int32(), generator.int32(), generator.int32(), generator.int32()];
}

/** Generator: sfc32 (Chris Doty-Humphrey, PractRand), four 32-bit words, period at least 2^32. */
function fromState(key: string, words: readonly [number, number, number, number]): Random {
  let [a, b, c, d] = words;
  const uint32 = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  const next = (): number => uint32() / 4294967296;
  const random: Random = {
    next,
    uint32,
    int: (n) => Math.floor(next() * n),
    between: (low, high) => low + (high - low) * next(),
    normal: () => standardNormal(uint32),
    exponential: () => -Math.log(1 - next()),
    chance: (probability) => next() < probability,
    fork: (name) => warmed(createRandom(`${key}/${name}`)),
    state: () => [a, b, c, d],
  };
  return random;
}

function warmed(random: Random): Random {
  for (let i = 0; i < WARM_UP_DRAWS; i += 1) random.uint32();
  return random;
}
