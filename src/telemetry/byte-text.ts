/** Longest text of a number in JavaScript, e.g. `-2.2250738585072014e-308`. */
const NUMBER_CHARS_MAX = 32;

/** A decimal of at most 15 digits is the shortest text of its double: below this, digits are enough. */
const EXACT_MAX = 1e15;
const INT32_MAX = 2_147_483_647;

const [ZERO, MINUS, POINT] = [48, 45, 46];

/** Text that is written as UTF-8 from the start: no strings are made, joined and encoded. */
export class ByteText {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#length;
  }

  /** The bytes written; they are the caller's from now on. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(this.#bytes.length);
    this.#length = 0;
    return taken;
  }

  /** Bytes that are ready, e.g. a name with its quotes. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const to = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < length; i += 1) to[at++] = bytes[i] as number;
    this.#length = at;
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
    // Sensors are read to a few decimals, nearly always three.
    if (!this.#short(value, 1e3, 3) && !this.#short(value, 1e6, 6)) {
      this.text(JSON.stringify(value));
    }
  }

  /** A whole number not below 0, with leading zeros up to `width`. */
  padded(value: number, width: number): void {
    this.#reserve(width);
    this.#digits(value, width);
  }

  /** Writes the value when it has no more than so many decimals. */
  #short(value: number, scale: number, digits: number): boolean {
    const scaled = Math.round(Math.abs(value) * scale);
    if (scaled >= EXACT_MAX || scaled / scale !== Math.abs(value)) return false;
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    this.#decimal(scaled, scale, digits);
    return true;
  }

  #decimal(scaled: number, scale: number, digits: number): void {
    const whole = Math.floor(scaled / scale);
    this.#whole(whole);
    let fraction = scaled - whole * scale;
    if (fraction === 0) return;
    let width = digits;
    for (; fraction % 10 === 0; width -= 1) fraction = (fraction / 10) | 0;
    this.#bytes[this.#length++] = POINT;
    this.#digits(fraction, width);
  }

  #whole(value: number): void {
    if (value > INT32_MAX) {
      const high = Math.floor(value / 1e6);
      this.#whole(high);
      this.#digits(value - high * 1e6, 6);
      return;
    }
    let width = 1;
    for (let rest = (value / 10) | 0; rest > 0; rest = (rest / 10) | 0) width += 1;
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
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * this.#bytes.length + count);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
