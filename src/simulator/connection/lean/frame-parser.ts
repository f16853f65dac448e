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

export interface FrameParser {
  /** Takes the next bytes of the stream. False from the first that cannot be MQTT, or is not wanted. */
  feed(chunk: Buffer): boolean;
}

/** AWS IoT Core sends at most 128 KiB of payload; a longer packet is taken for garbage, not waited for. */
const FRAME_BYTES_MAX = 262_144;
const VARINT_BYTES_MAX = 4;
const EMPTY = Buffer.alloc(0);

interface Head {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds packet boundaries in a stream that TCP splits and joins as it likes. Whole packets are read
 * where they lie; only an unfinished one is copied. `onFrame` tells whether to go on.
 */
export function createFrameParser(onFrame: (frame: Frame) => boolean): FrameParser {
  let sound = true;
  let held = EMPTY;
  let heldBytes = 0;

  /** Bytes used up, whole packets only. */
  function take(bytes: Buffer, length: number): number {
    let used = 0;
    while (sound) {
      const head = readHead(bytes, used, length);
      if (head === 'malformed') sound = false;
      if (head === 'unfinished' || head === 'malformed') break;
      sound = onFrame({ header: bytes[used] ?? 0, bytes, ...head });
      used = head.end;
    }
    return used;
  }

  function append(chunk: Buffer): void {
    if (heldBytes + chunk.length > held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(heldBytes + chunk.length, 2 * held.length));
      held.copy(larger, 0, 0, heldBytes);
      held = larger;
    }
    chunk.copy(held, heldBytes);
    heldBytes += chunk.length;
  }

  function feedHeld(chunk: Buffer): void {
    append(chunk);
    const used = take(held, heldBytes);
    held.copyWithin(0, used, heldBytes);
    heldBytes -= used;
    // An idle connection holds no buffer.
    if (heldBytes === 0) held = EMPTY;
  }

  return {
    feed(chunk) {
      if (!sound) return false;
      if (heldBytes > 0) feedHeld(chunk);
      else {
        const used = take(chunk, chunk.length);
        if (sound && used < chunk.length) append(chunk.subarray(used));
      }
      return sound;
    },
  };
}

function readHead(
  bytes: Buffer,
  offset: number,
  length: number,
): Head | 'unfinished' | 'malformed' {
  if (offset < length && !hasLegalFlags(bytes[offset] ?? 0)) return 'malformed';
  let remaining = 0;
  for (let i = 0; i < VARINT_BYTES_MAX; i += 1) {
    const at = offset + 1 + i;
    if (at >= length) return 'unfinished';
    const byte = bytes[at] ?? 0;
    remaining += (byte & 127) * 128 ** i;
    if (byte < 128) {
      const end = at + 1 + remaining;
      if (remaining > FRAME_BYTES_MAX) return 'malformed';
      return end <= length ? { start: at + 1, end } : 'unfinished';
    }
  }
  return 'malformed';
}

/** Only a PUBLISH says something by its flags; of the rest, what a publisher is sent has none (§2.2.2). */
function hasLegalFlags(header: number): boolean {
  return header >> 4 === PACKET.publish || (header & 15) === 0;
}
