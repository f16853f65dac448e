import type { TruthEvent } from '../../telemetry/truth.ts';
import type { FaultPlan } from './fault.ts';

/** A plan that somebody may cut short: who mends a machine by hand asks no plan. */
export interface MendablePlan extends FaultPlan {
  /** Whether there is something to mend at `ts`: it has begun, and is neither over nor mended. */
  isUnderWay(ts: number): boolean;
  /** Ends the damage at `ts`; returns the event as it is now. */
  mend(ts: number): TruthEvent;
}

export function mendable(plan: FaultPlan): MendablePlan {
  const { event } = plan;
  let repaired = event.repaired ?? Infinity;
  return {
    event,
    damageAt: (ts) => (ts >= repaired ? 0 : plan.damageAt(ts)),
    isUnderWay: (ts) => event.onset <= ts && ts < repaired,
    mend(ts) {
      repaired = Math.min(repaired, Math.round(ts));
      return { ...event, repaired };
    },
  };
}
