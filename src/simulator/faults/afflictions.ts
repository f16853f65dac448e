import type { FaultPlan } from './fault.ts';

/** A plan, and what obeys it. */
export interface Affliction<T> {
  readonly plan: FaultPlan;
  readonly obeyed: T;
}

interface Kept<T> extends Affliction<T> {
  readonly order: number;
}

/**
 * What is planned for one device. A year's plans are many and few are under way at once: the others
 * cost nothing.
 */
export class Afflictions<T> {
  /** Those that have not begun, the next one last. */
  readonly #waiting: Kept<T>[] = [];
  #underWay: readonly Kept<T>[] = [];
  #planned = 0;
  #nextOnset = Infinity;
  #last = -Infinity;

  add(plan: FaultPlan, obeyed: T): void {
    this.#waiting.push({ plan, obeyed, order: this.#planned });
    this.#waiting.sort((a, b) => b.plan.event.onset - a.plan.event.onset);
    this.#planned += 1;
    this.#nextOnset = Math.min(this.#nextOnset, plan.event.onset);
  }

  /**
   * Those that have begun by `ts`, which never goes back, in the order in which they were added. One
   * that is over is there once more, with no damage, so that its effects are put to rest.
   */
  at(ts: number): readonly Affliction<T>[] {
    if (this.#underWay.length > 0) this.#end();
    while (this.#nextOnset <= ts) this.#begin();
    this.#last = ts;
    return this.#underWay;
  }

  #end(): void {
    const isOver = ({ plan }: Kept<T>): boolean => (plan.event.repaired ?? Infinity) <= this.#last;
    if (this.#underWay.some(isOver)) this.#underWay = this.#underWay.filter((one) => !isOver(one));
  }

  #begin(): void {
    const begun = [...this.#underWay, ...this.#waiting.splice(-1)];
    this.#underWay = begun.toSorted((a, b) => a.order - b.order);
    this.#nextOnset = this.#waiting.at(-1)?.plan.event.onset ?? Infinity;
  }
}
