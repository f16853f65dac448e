import { PACKET } from './packet-type.ts';

/** One control packet as it lies in the bytes received; valid only during the call it comes with. */
export interface Frame {
  /** Type and flags. */
  readonly header: number;
  readonly bytes: Buffer;
  /** What follows the remaining length is `bytes[start … end)`. */
  readonly start: number;
  readonly end: number;
}

/** Who reads the packets. */
export interface FrameListener {
  /** Tells whether to go on. */
  onFrame(frame: Frame): boolean;
}

/** AWS IoT Core sends at most 128 KiB of payload; a longer packet is taken for garbage, not waited for. */
const FRAME_BYTES_MAX = 262_144;
const VARINT_BYTES_MAX = 4;
const EMPTY = Buffer.alloc(0);

/**
 * Finds packet boundaries in a stream that TCP splits and joins as it likes. Whole packets are read
 * where they lie; only an unfinished one is copied.
 */
export class FrameParser {
  readonly #listener: FrameListener;
  #sound = true;
  #held = EMPTY;
  #heldBytes = 0;

  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /**
   * Takes the next bytes of the stream. False from the first that cannot be MQTT, or is not wanted.
   * @param length how many of `chunk` are of the stream; default all
   */
  feed(chunk: Buffer, length = chunk.length): boolean {
    if (!this.#sound) return false;
    if (this.#heldBytes > 0) this.#feedHeld(chunk, length);
    else {
      const used = this.#take(chunk, length);
      if (this.#sound && used < length) this.#append(chunk, used, length);
    }
    return this.#sound;
  }

  /** Bytes used up, whole packets only. */
  #take(bytes: Buffer, length: number): number {
    const frame = { header: 0, bytes, start: 0, end: 0 };
    while (this.#sound) {
      const state = readHead(frame, length);
      if (state === 'malformed') this.#sound = false;
      if (state !== 'whole') return frame.end;
      this.#sound = this.#listener.onFrame(frame);
    }
    return frame.end;
  }

  #append(chunk: Buffer, from: number, to: number): void {
    const bytes = this.#heldBytes + to - from;
    if (bytes > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(bytes, 2 * this.#held.length));
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.#heldBytes, from, to);
    this.#heldBytes = bytes;
  }

  #feedHeld(chunk: Buffer, length: number): void {
    this.#append(chunk, 0, length);
    const used = this.#take(this.#held, this.#heldBytes);
    this.#held.copyWithin(0, used, this.#heldBytes);
    this.#heldBytes -= used;
    // An idle connection holds no buffer.
    if (this.#heldBytes === 0) this.#held = EMPTY;
  }
}

export function createFrameParser(onFrame: FrameListener['onFrame']): FrameParser {
  return new FrameParser({ onFrame });
}

/** Moves `frame` on to the packet that begins where it ends; one that is not whole leaves it there. */
function readHead(
  frame: { -readonly [Field in keyof Frame]: Frame[Field] },
  length: number,
): 'whole' | 'unfinished' | 'malformed' {
  const { bytes, end: offset } = frame;
  if (offset < length && !hasLegalFlags(bytes[offset] ?? 0)) return 'malformed';
  let remaining = 0;
  for (let i = 0; i < VARINT_BYTES_MAX; i += 1) {
    const at = offset + 1 + i;
    if (at >= length) return 'unfinished';
    const byte = bytes[at] ?? 0;
    remaining += (byte & 127) << (7 * i);
    if (byte < 128) {
      if (remaining > FRAME_BYTES_MAX) return 'malformed';
      if (at + 1 + remaining > length) return 'unfinished';
      frame.header = bytes[offset] ?? 0;
      frame.start = at + 1;
      frame.end = at + 1 + remaining;
      return 'whole';
    }
  }
  return 'malformed';
}

/** Only a PUBLISH says something by its flags; of the rest, what a publisher is sent has none (§2.2.2). */
function hasLegalFlags(header: number): boolean {
  return header >> 4 === PACKET.publish || (header & 15) === 0;
}
