/**
 * Memory of one owner, handed out piece by piece. Node's own pool would lay the records of a stream
 * between all the short-lived buffers of the process, and a record that stays in memory would keep
 * 8 KiB of them alive.
 */
export interface Slab {
  /** Not cleared. */
  allocate(size: number): Buffer;
}

/** Memory that one piece can keep alive at most, bytes, unless the piece itself is larger. */
const SLAB_BYTES = 64 * 1024;

export function createSlab(): Slab {
  let slab = Buffer.alloc(0);
  let used = 0;
  return {
    allocate(size) {
      if (size > SLAB_BYTES / 2) return Buffer.allocUnsafeSlow(size);
      if (used + size > slab.length) {
        slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
        used = 0;
      }
      const piece = slab.subarray(used, used + size);
      used += size;
      return piece;
    },
  };
}
