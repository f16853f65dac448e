import { AwsFault } from '../../src/cloud/local/service.ts';
import { PmSimError } from '../../src/runtime/errors.ts';
import type { Random } from '../../src/runtime/random.ts';

/** A part that takes what others send or leave behind. */
export interface FuzzTarget {
  readonly name: string;
  /** Of all cases of a run, relative to the other targets: what is cheap is asked more often. */
  readonly share: number;
  /** What a case may take, ms: far above the usual, far below a hang. */
  readonly deadlineMs: number;
  /** Makes a world that serves many cases, one after the other. */
  open(): Promise<FuzzWorld>;
}

export interface FuzzWorld extends AsyncDisposable {
  draw(random: Random): Buffer;
  /**
   * Gives the input to the part. Returns what became of it: `accepted`, or how it was refused. What
   * it throws is a refusal too when it has a code, and a violation when it has none.
   */
  take(input: Buffer): string | Promise<string>;
}

/** The part did what it must never do. */
export class Violation extends Error {}

/** @throws Violation when the part crashed, broke a promise, or changed what objects inherit */
export async function outcomeOf(world: FuzzWorld, input: Buffer): Promise<string> {
  try {
    return await world.take(input);
  } catch (error) {
    if (error instanceof PmSimError) return error.code;
    if (error instanceof AwsFault) return `${error.status} ${error.code}`;
    if (error instanceof Violation) throw error;
    const trace = error instanceof Error ? error.stack : undefined;
    throw new Violation(`it threw ${trace ?? String(error)}`, { cause: error });
  } finally {
    checkInheritance();
  }
}

/** What was accepted has to work: not even an error with a code may come of it. */
export function mustWork<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Violation) throw error;
    throw new Violation(`what it accepted made it throw ${String(error)}`, { cause: error });
  }
}

const INHERITED = [Object.prototype, Array.prototype, Function.prototype, Object] as const;
const NAMES = INHERITED.map((owner) => new Set(Reflect.ownKeys(owner)));

/** A message that reaches what all objects inherit from reaches everything. */
function checkInheritance(): void {
  for (const [i, owner] of INHERITED.entries()) {
    const added = Reflect.ownKeys(owner).filter((name) => NAMES[i]?.has(name) === false);
    if (added.length === 0) continue;
    for (const name of added) Reflect.deleteProperty(owner, name);
    throw new Violation(`it changed what objects inherit: ${added.map(String).join(', ')}`);
  }
}
