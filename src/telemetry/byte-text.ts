/** Longest text of a number in JavaScript, e.g. `-2.2250738585072014e-308`, with room to spare. */
const NUMBER_CHARS_MAX = 32;

/** A decimal of at most 15 digits is the shortest text of its double: below this, digits are enough. */
const EXACT_MAX = 1e15;
const INT32_MAX = 2_147_483_647;
const MILLIONS_MAX = INT32_MAX * 1e6;

const [ZERO, MINUS, POINT] = [48, 45, 46];

/** The digits of 0 to 999 with leading zeros, three bytes each. */
const TRIPLES = Buffer.from(
  Array.from({ length: 1_000 }, (_, i) => String(i).padStart(3, '0')).join(''),
);

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
    // The last word may write beyond the end, where the next bytes come to stand.
    this.#reserve(length + 3);
    const view = this.#view;
    const end = this.#length + length;
    for (let i = from, at = this.#length; at < end; i += 1, at += 4) {
      view.setUint32(at, words[i] as number, true);
    }
    this.#length = end;
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
    this.#reserve(NUMBER_CHARS_MAX);
    const size = Math.abs(value);
    // Sensors are read to a few decimals, nearly always three, which whole numbers of 32 bits hold.
    const thousandths = Math.round(size * 1e3);
    if (thousandths <= INT32_MAX && thousandths / 1e3 === size) {
      if (value < 0) this.#bytes[this.#length++] = MINUS;
      this.#thousandths(thousandths | 0);
    } else if (size < MILLIONS_MAX && Number.isInteger(size)) {
      // An instant: its halves are whole numbers of 32 bits too, and so nothing is put on the heap.
      const millions = Math.floor(size / 1e6) | 0;
      if (value < 0) this.#bytes[this.#length++] = MINUS;
      if (millions > 0) this.#whole(millions);
      const rest = (size - millions * 1e6) | 0;
      if (millions > 0) this.#digits(rest, 6);
      else this.#whole(rest);
    } else {
      this.#rare(value, size);
    }
  }

  /** A whole number not below 0, with leading zeros up to `width`. */
  padded(value: number, width: number): void {
    this.#reserve(width);
    this.#digits(value, width);
  }

  /** A number of which a fast writer has few: large, finer, or with an exponent. */
  #rare(value: number, size: number): void {
    const digits = decimalsOf(size);
    const scale = 10 ** digits;
    const scaled = Math.round(size * scale);
    if (scaled / scale !== size || scaled >= EXACT_MAX) {
      this.text(JSON.stringify(value));
      return;
    }
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    const whole = Math.floor(scaled / scale);
    this.#whole(whole);
    const fraction = scaled - whole * scale;
    if (fraction === 0) return;
    this.#bytes[this.#length++] = POINT;
    this.#digits(fraction, digits);
    this.#withoutZeros();
  }

  #thousandths(scaled: number): void {
    const whole = (scaled / 1_000) | 0;
    this.#whole(whole);
    const fraction = scaled - whole * 1_000;
    if (fraction === 0) return;
    this.#bytes[this.#length++] = POINT;
    this.#triple(fraction);
    this.#withoutZeros();
  }

  #withoutZeros(): void {
    while (this.#bytes[this.#length - 1] === ZERO) this.#length -= 1;
  }

  #whole(value: number): void {
    if (value < 10) {
      this.#bytes[this.#length++] = ZERO + value;
    } else if (value < 1_000) {
      this.#digits(value, value < 100 ? 2 : 3);
    } else {
      const high = Math.floor(value / 1_000);
      this.#whole(high);
      this.#triple(value - high * 1_000);
    }
  }

  #triple(value: number): void {
    const [to, at, from] = [this.#bytes, this.#length, 3 * value];
    to[at] = TRIPLES[from] as number;
    to[at + 1] = TRIPLES[from + 1] as number;
    to[at + 2] = TRIPLES[from + 2] as number;
    this.#length += 3;
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

/** How many decimals are tried: as few as do. */
function decimalsOf(size: number): 0 | 3 | 6 {
  if (Number.isInteger(size)) return 0;
  return Math.round(size * 1e3) / 1e3 === size ? 3 : 6;
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
