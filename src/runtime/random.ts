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
  return new Sfc32(seed, wordsOf(seed));
}

/** Continues the stream that `state()` was taken from. `seed` is needed for later forks. */
export function restoreRandom(
  seed: string,
  state: readonly [number, number, number, number],
): Random {
  return new Sfc32(seed, state);
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

/**
 * Generator: sfc32 (Chris Doty-Humphrey, PractRand), four 32-bit words, period at least 2^32. A class,
 * because calls between its methods are compiled into one; between closures of many streams they are not.
 */
class Sfc32 implements Random {
  readonly #key: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(key: string, words: readonly [number, number, number, number]) {
    this.#key = key;
    [this.#a, this.#b, this.#c, this.#d] = words;
  }

  /** A word as a signed integer: small integers stay out of the heap. */
  int32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    const c = this.#c;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t;
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  next(): number {
    return (this.int32() >>> 0) / 4294967296;
  }

  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  normal(): number {
    return standardNormal(this);
  }

  exponential(): number {
    return -Math.log(1 - this.next());
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  fork(name: string): Random {
    return warmed(createRandom(`${this.#key}/${name}`));
  }

  state(): readonly [number, number, number, number] {
    return [this.#a, this.#b, this.#c, this.#d];
  }
}

function warmed(random: Random): Random {
  for (let i = 0; i < WARM_UP_DRAWS; i += 1) random.uint32();
  return random;
}
