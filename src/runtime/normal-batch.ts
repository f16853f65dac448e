import type { Random } from './random.ts';

/** Variates by the order in which they were drawn; the next draw replaces them. */
export type Normals = Readonly<
  Record<0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15, number>
>;

/**
 * Standard normal variates of a stream, several together: the same numbers in the same order as one by
 * one at half the price, since each call that is not inlined puts its result on the heap.
 */
export class NormalBatch {
  readonly #random: Random;
  readonly #values: Float64Array & Normals;

  /**
   * @param into where they go, 16 at most; streams that are drawn from one after the other may share it,
   * and then a stream takes no more memory than itself
   */
  constructor(random: Random, into: number | Float64Array) {
    this.#random = random;
    const values = typeof into === 'number' ? new Float64Array(into) : into;
    this.#values = values as Float64Array & Normals;
  }

  draw(): Normals {
    this.#random.fillNormal(this.#values);
    return this.#values;
  }
}
