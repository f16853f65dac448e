/** What a round map keeps: it knows its key, and the one that was asked for after it. */
export interface Rounder<T> {
  readonly key: string;
  /** Written by the map alone. */
  next: T | undefined;
}

/**
 * A map for keys that are asked for in the same order again and again, as the devices of a fleet are:
 * the one that followed last time is looked at first. Among a hundred thousand, a look into a hash table
 * waits for memory several times; values that were made in that order lie there one behind the other.
 */
export class RoundMap<T extends Rounder<T>> {
  readonly all = new Map<string, T>();
  last: T | undefined = undefined;

  get(key: string): T | undefined {
    const next = this.last?.next;
    if (next === undefined || next.key !== key) return this.#search(key);
    this.last = next;
    return next;
  }

  /** A key is added once; what it stands for may change within. */
  add(value: T): void {
    this.all.set(value.key, value);
  }

  #search(key: string): T | undefined {
    const found = this.all.get(key);
    if (found === undefined) return undefined;
    if (this.last !== undefined) this.last.next = found;
    this.last = found;
    return found;
  }
}
