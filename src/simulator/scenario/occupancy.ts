import type { FaultRequest } from '../faults/fault.ts';

/** From onset to repair, ms from the start of the run. */
interface Spell {
  readonly mode: string;
  readonly from: number;
  readonly to: number;
}

export interface OccupancyOptions {
  /** Faults of one device open at once, at most. */
  readonly openMax: number;
  /** Time that the device may be faulty in all, ms. */
  readonly budgetMs: number;
  /** What it has already. */
  readonly taken: readonly FaultRequest[];
}

/** What one device has and when: the rule of which faults may come on top. */
export interface Occupancy {
  /** Takes the spell if the rule lets it; a confounder only keeps clear of its own mode. */
  admit(spell: Spell, confounder: boolean): boolean;
}

/** One fault of a mode at a time, few at once, and not faulty all the time. */
export function createOccupancy({ openMax, budgetMs, taken }: OccupancyOptions): Occupancy {
  const spells = taken.map((fault) => spellOf(fault));
  const faults = [...spells];
  let leftMs = budgetMs;
  return {
    admit(spell, confounder) {
      if (spells.some((other) => other.mode === spell.mode && overlap(other, spell))) return false;
      if (!confounder) {
        const lengthMs = spell.to - spell.from;
        const open = faults.filter((other) => overlap(other, spell)).length;
        if (open >= openMax || lengthMs > leftMs) return false;
        leftMs -= lengthMs;
        faults.push(spell);
      }
      spells.push(spell);
      return true;
    },
  };
}

/** One whose length or repair is not known lasts to the end. */
function spellOf({ mode, delayMs, overMs, repairAfterMs }: FaultRequest): Spell {
  return { mode, from: delayMs, to: delayMs + (overMs ?? Infinity) + (repairAfterMs ?? Infinity) };
}

function overlap(a: Spell, b: Spell): boolean {
  return a.from < b.to && b.from < a.to;
}
