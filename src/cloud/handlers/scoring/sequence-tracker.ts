/** What one boot of a device has delivered so far. */
export interface BootProgress {
  readonly boot: string;
  /** Highest sequence number taken. */
  readonly seq: number;
  /** Numbers below `seq` that never came, as inclusive ranges, oldest first. */
  readonly missing: readonly (readonly [from: number, to: number])[];
}

export type Arrival = 'next' | 'late' | 'duplicate';

export interface Classified {
  readonly arrival: Arrival;
  readonly boots: readonly BootProgress[];
}

/** Boots remembered per device: an older one that speaks up again counts as new. */
const BOOTS_MAX = 4;
/** Gaps remembered per boot: a number of an older gap that comes after all counts as a duplicate. */
const GAPS_MAX = 16;

/**
 * Places a message among what its device has sent before: next in order (also after a gap), late
 * into a gap, or here already. `boots` is the newest boot first; the result is a new list.
 */
export function classify(
  boots: readonly BootProgress[],
  { boot, seq }: { readonly boot: string; readonly seq: number },
): Classified {
  const known = boots.find((each) => each.boot === boot);
  if (known === undefined)
    return { arrival: 'next', boots: [firstOf(boot, seq), ...boots].slice(0, BOOTS_MAX) };
  const [arrival, moved] = place(known, seq);
  if (arrival === 'duplicate') return { arrival, boots };
  return { arrival, boots: boots.map((each) => (each === known ? moved : each)) };
}

/** How many sequence numbers are still missing. */
export function missingCount(boots: readonly BootProgress[]): number {
  return boots.flatMap((each) => each.missing).reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

function firstOf(boot: string, seq: number): BootProgress {
  return { boot, seq, missing: seq > 1 ? [[1, seq - 1]] : [] };
}

function place(known: BootProgress, seq: number): readonly [Arrival, BootProgress] {
  if (seq > known.seq) {
    const gap = seq > known.seq + 1 ? [[known.seq + 1, seq - 1] as const] : [];
    return ['next', { ...known, seq, missing: [...known.missing, ...gap].slice(-GAPS_MAX) }];
  }
  const within = known.missing.find(([from, to]) => seq >= from && seq <= to);
  if (within === undefined) return ['duplicate', known];
  const missing = known.missing.flatMap((gap) => (gap === within ? without(gap, seq) : [gap]));
  return ['late', { ...known, missing }];
}

function without(
  [from, to]: readonly [number, number],
  seq: number,
): (readonly [number, number])[] {
  const before = from < seq ? [[from, seq - 1] as const] : [];
  const after = seq < to ? [[seq + 1, to] as const] : [];
  return [...before, ...after];
}
