import type { Random } from '../../src/runtime/random.ts';
import { pick } from './hostile.ts';

/** Changes bytes in a few places, as noise, torn writes and ill will do. */
export function mutateBytes(random: Random, bytes: Buffer, changesMax = 4): Buffer {
  let changed = bytes;
  for (let i = random.int(changesMax); i >= 0; i -= 1) changed = change(random, changed);
  return changed;
}

export function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random.int(256)));
}

const LENGTH_MAX = 300_000;

function change(random: Random, bytes: Buffer): Buffer {
  const at = random.int(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + random.int(random.chance(0.2) ? bytes.length + 1 : 8)); // prettier-ignore
  const [before, range, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)]; // prettier-ignore
  switch (random.int(7)) {
    case 0:
      return Buffer.concat([before, range.map((byte) => byte ^ (1 << random.int(8))), after]);
    case 1:
      return Buffer.concat([before, Buffer.alloc(range.length, pick(random, [0, 1, 0x7f, 0x80, 0xff])), after]); // prettier-ignore
    case 2:
      return before;
    case 3:
      return Buffer.concat([before, after]);
    case 4:
      return Buffer.concat([before, randomBytes(random, 1 + random.int(8)), range, after]);
    case 5:
      return Buffer.concat([after, range, before]);
    default: {
      const twice = Buffer.concat([before, range, range, after]);
      return twice.length > LENGTH_MAX ? before : twice;
    }
  }
}
