/** The last `capacity` numbers of a signal. Pushing allocates nothing. */
export interface Ring {
  push(value: number): void;
  /** The newest `count`, oldest first; fewer if there are not so many. */
  last(count: number): readonly number[];
  readonly length: number;
}

export function createRing(capacity: number): Ring {
  const values = new Float64Array(capacity);
  let next = 0;
  let length = 0;
  return {
    push(value) {
      values[next] = value;
      next = (next + 1) % capacity;
      if (length < capacity) length += 1;
    },
    last(count) {
      const taken = Math.min(count, length);
      return Array.from(
        { length: taken },
        (_, i) => values[(next - taken + i + capacity) % capacity] as number,
      );
    },
    get length() {
      return length;
    },
  };
}
