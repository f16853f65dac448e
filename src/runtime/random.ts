import seedrandom from 'seedrandom';
import { aleaWords } from './alea.ts';
import { nextInt32, type Sfc32State } from './sfc32.ts';
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
  /** As many standard normal variates as there is room for: those that `normal` would give. */
  fillNormal(into: Float64Array): void;
  /** Exponential variate with mean 1. */
  exponential(): number;
  chance(probability: number): boolean;
  fork(name: string): Random;
  /** The four words of the generator; `restoreRandom` continues from them exactly. */
  state(): readonly [number, number, number, number];
}

/** Starts a stream from any seed text; equal seeds give equal streams on every machine. */
export function createRandom(seed: string): Random {
  const generator = seedrandom.alea(seed);
  const word = (): number => generator.int32();
  return new Sfc32(seed, [word(), word(), word(), word()]);
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
  return aleaWords(text)[0] >>> 0;
}

/** Words drawn and thrown away after seeding, so that similar seeds part company. */
const WARM_UP_DRAWS = 12;

/** A class, because calls between its methods are compiled into one; between closures they are not. */
class Sfc32 implements Random, Sfc32State {
  readonly #key: string;
  a: number;
  b: number;
  c: number;
  d: number;

  constructor(key: string, [a, b, c, d]: readonly [number, number, number, number]) {
    this.#key = key;
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    this.d = d | 0;
  }

  uint32(): number {
    return nextInt32(this) >>> 0;
  }

  next(): number {
    return (nextInt32(this) >>> 0) / 4294967296;
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

  fillNormal(into: Float64Array): void {
    for (let i = 0; i < into.length; i += 1) into[i] = standardNormal(this);
  }

  exponential(): number {
    return -Math.log(1 - this.next());
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  fork(name: string): Random {
    const key = `${this.#key}/${name}`;
    return warmed(new Sfc32(key, aleaWords(key)));
  }

  state(): readonly [number, number, number, number] {
    return [this.a, this.b, this.c, this.d];
  }
}

function warmed(random: Random): Random {
  for (let i = 0; i < WARM_UP_DRAWS; i += 1) random.uint32();
  return random;
}
