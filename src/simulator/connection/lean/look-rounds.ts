/** Wants to be looked after from time to time. */
interface Looked {
  look(): void;
}

/** Where a member sits in a round. */
export interface Seat {
  leave(member: Looked): void;
}

/** Time between two looks at different members, ms; so far a look comes early, at most. */
const STEP_MS = 100;
/** Steps of a round: a short period is still kept to a tenth, a long one needs no more. */
const STEPS = { min: 10, max: 1_000 };

/**
 * Looks at each member once in its period. A timer of Node's takes 200 bytes, as much as all else that an
 * idle link has of its own; here all that have the same period share one, and a look at many at once is
 * spread over the period as their joining was.
 */
export class LookRounds {
  readonly #rounds = new Map<number, Round>();

  join(member: Looked, periodMs: number): Seat {
    let round = this.#rounds.get(periodMs);
    if (round === undefined) this.#rounds.set(periodMs, (round = new Round(periodMs)));
    return round.join(member);
  }
}

class Round {
  readonly #slots: Slot[];
  readonly #stepMs: number;
  /** The slot looked at last: whoever joins it is looked at a period later. */
  #at = 0;
  #members = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(periodMs: number) {
    const steps = Math.min(STEPS.max, Math.max(STEPS.min, Math.round(periodMs / STEP_MS)));
    this.#slots = Array.from({ length: steps }, () => new Slot(this));
    this.#stepMs = periodMs / steps;
  }

  join(member: Looked): Seat {
    const slot = this.#slots[this.#at] as Slot;
    slot.members.add(member);
    this.#members += 1;
    this.#timer ??= setInterval(step, this.#stepMs, this);
    return slot;
  }

  left(): void {
    this.#members -= 1;
    if (this.#members > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  step(): void {
    const next = (this.#at + 1) % this.#slots.length;
    for (const member of (this.#slots[next] as Slot).members) member.look();
    this.#at = next;
  }
}

class Slot implements Seat {
  readonly members = new Set<Looked>();
  readonly #round: Round;

  constructor(round: Round) {
    this.#round = round;
  }

  leave(member: Looked): void {
    if (this.members.delete(member)) this.#round.left();
  }
}

function step(round: Round): void {
  round.step();
}
