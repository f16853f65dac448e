/** What a cursor moves in. Entries are named, so that it stays on one while others come and go. */
export interface Listing {
  readonly count: number;
  /** Name of the entry at an index; undefined outside. */
  at(index: number): string | undefined;
  /** Negative where there is no such entry. */
  indexOf(name: string): number;
}

export function listingOf(names: readonly string[]): Listing {
  return {
    count: names.length,
    at: (index) => names[index],
    indexOf: (name) => names.indexOf(name),
  };
}

/** Where the cursor is: on the entry of the name, otherwise on the first. */
export function cursorIn(listing: Listing, name: string): number {
  return Math.max(0, listing.indexOf(name));
}

/** Name of the entry that a step leads to; the cursor stops at either end. */
export function stepIn(listing: Listing, name: string, step: number): string {
  const target = cursorIn(listing, name) + step;
  return listing.at(clamp(target, listing.count)) ?? name;
}

export function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
