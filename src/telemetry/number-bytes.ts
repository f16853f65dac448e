/** Longest text that `writeNumber` writes, with room for the last word, bytes. */
export const NUMBER_BYTES_MAX = 32;

/** Decimals below this are of at most 15 digits: the shortest text of a double, as JSON writes it. */
const EXACT_MAX = 1e15;
const INT32_MAX = 2_147_483_647;
const MILLIONS_MAX = INT32_MAX * 1e6;

const [ZERO, MINUS, POINT] = [48, 45, 46];

/**
 * Texts of up to four characters for 0 to 999, each written as one word: what the word writes beyond its
 * text is written over by what follows.
 */
class Texts {
  readonly words: Uint32Array;
  readonly lengths: Uint8Array;

  constructor(textOf: (value: number) => string) {
    const texts = Array.from({ length: 1_000 }, (_, i) => textOf(i));
    this.words = Uint32Array.from(texts, wordOf);
    this.lengths = Uint8Array.from(texts, (text) => text.length);
  }

  /** Returns where the text ends. */
  write(to: DataView, at: number, value: number): number {
    to.setUint32(at, this.words[value] as number, true);
    return at + (this.lengths[value] as number);
  }
}

function wordOf(text: string): number {
  return Buffer.from(text.padEnd(4, '\0')).readUInt32LE();
}

/** 0 to 999 without and with leading zeros, and as the decimals behind a point, which zero has none of. */
const WHOLE = new Texts(String);
const TRIPLE = new Texts((i) => String(i).padStart(3, '0'));
const DECIMALS = new Texts((i) =>
  i === 0 ? '' : `.${String(i).padStart(3, '0').replace(/0+$/u, '')}`,
);

/**
 * Writes a finite number exactly as `JSON.stringify` does and returns where it ends; -1 without having
 * written for the few that have more decimals, an exponent or more digits than a sensor gives.
 * @param to with `NUMBER_BYTES_MAX` of room
 */
export function writeNumber(to: DataView, at: number, value: number): number {
  const size = Math.abs(value);
  // Sensors are read to a few decimals, nearly always three, which whole numbers of 32 bits hold.
  const thousandths = Math.floor(size * 1e3 + 0.5);
  if (thousandths <= INT32_MAX && thousandths / 1e3 === size) {
    const scaled = thousandths | 0;
    const whole = (scaled / 1_000) | 0;
    const end = writeWhole(to, signed(to, at, value), whole);
    return DECIMALS.write(to, end, scaled - whole * 1_000);
  }
  if (size < MILLIONS_MAX && Math.floor(size) === size) {
    // An instant: its halves are whole numbers of 32 bits too, and so nothing is put on the heap.
    const millions = Math.floor(size / 1e6) | 0;
    const end = writeWhole(to, signed(to, at, value), millions);
    return writeSix(to, end, (size - millions * 1e6) | 0);
  }
  return writeMillionths(to, at, value);
}

/** Of a number below a billion or so, with up to six decimals. */
function writeMillionths(to: DataView, at: number, value: number): number {
  const size = Math.abs(value);
  const scaled = Math.floor(size * 1e6 + 0.5);
  if (scaled / 1e6 !== size || scaled >= EXACT_MAX) return -1;
  const whole = Math.floor(scaled / 1e6) | 0;
  const fraction = (scaled - whole * 1e6) | 0;
  const high = (fraction / 1_000) | 0;
  const low = fraction - high * 1_000;
  const end = writeWhole(to, signed(to, at, value), whole);
  if (low === 0) return DECIMALS.write(to, end, high);
  to.setUint8(end, POINT);
  TRIPLE.write(to, end + 1, high);
  // The point of the last three is where the third digit comes to stand, so it goes first.
  const last = DECIMALS.write(to, end + 3, low);
  to.setUint8(end + 3, ZERO + (high % 10));
  return last;
}

function signed(to: DataView, at: number, value: number): number {
  if (value >= 0) return at;
  to.setUint8(at, MINUS);
  return at + 1;
}

/** A whole number from 0 on of 32 bits. */
function writeWhole(to: DataView, at: number, value: number): number {
  if (value < 1_000) return WHOLE.write(to, at, value);
  const high = (value / 1_000) | 0;
  return TRIPLE.write(to, writeWhole(to, at, high), value - high * 1_000);
}

function writeSix(to: DataView, at: number, value: number): number {
  const high = (value / 1_000) | 0;
  return TRIPLE.write(to, TRIPLE.write(to, at, high), value - high * 1_000);
}
