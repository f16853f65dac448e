import { NUMBER_BYTES_MAX, writeNumber } from './number-bytes.ts';

const ZERO = 48;

/** Views of one place, and places, that are kept at once. */
const VIEWS_MAX = 4_096;

/** Bytes that are written again and again, as words, which are copied four bytes at once. */
export interface Phrase {
  readonly words: Uint32Array;
  readonly length: number;
}

export function phrase(text: string): Phrase {
  const bytes = Buffer.from(text);
  const words = Uint32Array.from({ length: Math.ceil(bytes.length / 4) }, (_, i) =>
    Buffer.concat([bytes.subarray(4 * i, 4 * i + 4), Buffer.alloc(4)]).readUInt32LE(),
  );
  return { words, length: bytes.length };
}

const WORD_BYTES = 4;

interface Part {
  readonly words: Uint32Array;
  readonly from: number;
  readonly length: number;
}

/** The last word may write beyond the end, where the next bytes come to stand. */
function writeWords(to: DataView, at: number, { words, from, length }: Part): number {
  const end = at + length;
  for (let i = from, next = at; next < end; i += 1, next += WORD_BYTES) {
    to.setUint32(next, words[i] as number, true);
  }
  return end;
}

/** Text that is written as UTF-8 from the start: no strings are made, joined and encoded. */
export class ByteText {
  #bytes: Buffer;
  #view: DataView;
  #length = 0;
  /** By place, then by end. */
  readonly #views = new Map<number, Map<number, Uint8Array>>();

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#view = viewOf(this.#bytes);
  }

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#length;
  }

  /** The bytes written; they are the caller's from now on. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#replace(Buffer.allocUnsafeSlow(this.#bytes.length));
    this.#length = 0;
    return taken;
  }

  /** Lends the bytes written to `use`, which must not keep them, and begins anew in their place. */
  lend(use: (bytes: Uint8Array) => void): void {
    use(this.written(0));
    this.#length = 0;
  }

  /** The next byte goes to `offset`; what stands behind it is given up. */
  seek(offset: number): void {
    if (offset > this.#bytes.length) this.#grow(offset);
    this.#length = offset;
  }

  /** Writes again what stands from `from` to before `to`. */
  repeat(from: number, to: number): void {
    this.#reserve(to - from);
    this.#bytes.copyWithin(this.#length, from, to);
    this.#length += to - from;
  }

  /**
   * The bytes from `from` on, until something else is written there. Making a view costs as much as
   * writing a number, so those of one place and length are made once.
   */
  written(from: number): Uint8Array {
    let views = this.#views.get(from);
    if (views === undefined) this.#views.set(from, (views = new Map()));
    const known = views.get(this.#length);
    if (known !== undefined) return known;
    if (views.size >= VIEWS_MAX || this.#views.size >= VIEWS_MAX) this.#views.clear();
    const view = this.#bytes.subarray(from, this.#length);
    views.set(this.#length, view);
    return view;
  }

  phrase({ words, length }: Phrase): void {
    this.part(words, 0, length);
  }

  /** The phrase of so many bytes that begins at a place in `words`. */
  part(words: Uint32Array, from: number, length: number): void {
    this.#reserve(length + WORD_BYTES);
    this.#length = writeWords(this.#view, this.#length, { words, from, length });
  }

  /** A phrase and a number behind it, which is null where it is not finite. */
  member({ words, length }: Phrase, value: number): void {
    this.#reserve(length + NUMBER_BYTES_MAX);
    const at = writeWords(this.#view, this.#length, { words, from: 0, length });
    const end = writeNumber(this.#view, at, value);
    this.#length = end < 0 ? at : end;
    if (end < 0) this.text(JSON.stringify(value));
  }

  text(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** A finite number exactly as `JSON.stringify` writes it. */
  number(value: number): void {
    this.#reserve(NUMBER_BYTES_MAX);
    const end = writeNumber(this.#view, this.#length, value);
    if (end < 0) this.text(JSON.stringify(value));
    else this.#length = end;
  }

  /** A whole number not below 0, with leading zeros up to `width`. */
  padded(value: number, width: number): void {
    this.#reserve(width);
    this.#digits(value, width);
  }

  #digits(value: number, width: number): void {
    const to = this.#bytes;
    let rest = value | 0;
    for (let at = this.#length + width - 1; at >= this.#length; at -= 1) {
      const next = (rest / 10) | 0;
      to[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#length += width;
  }

  #reserve(count: number): void {
    if (this.#length + count > this.#bytes.length) this.#grow(count);
  }

  #grow(count: number): void {
    const larger = Buffer.allocUnsafeSlow(2 * this.#bytes.length + count);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#replace(larger);
  }

  #replace(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#views.clear();
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
