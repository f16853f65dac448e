import type { ByteText, Phrase } from './byte-text.ts';

/** Where a phrase lies in a book. */
export interface Passage {
  /** Place of its first word. */
  readonly from: number;
  /** Bytes. */
  readonly length: number;
}

const WORDS_AT_FIRST = 256;

/**
 * Many phrases behind each other in one array: an array for each would be four objects, and those of a
 * hundred thousand devices lie all over the memory.
 */
export class PhraseBook {
  #words = new Uint32Array(WORDS_AT_FIRST);
  #used = 0;

  add({ words, length }: Phrase): Passage {
    const from = this.#used;
    this.#used += words.length;
    if (this.#used > this.#words.length) {
      const larger = new Uint32Array(2 * this.#used);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words.set(words, from);
    return { from, length };
  }

  /** The new phrase goes where the old one was, if there is room. */
  replace(old: Passage, phrase: Phrase): Passage {
    const { words, length } = phrase;
    if (words.length > Math.ceil(old.length / 4)) return this.add(phrase);
    this.#words.set(words, old.from);
    return { from: old.from, length };
  }

  write({ from, length }: Passage, to: ByteText): void {
    to.part(this.#words, from, length);
  }
}
