import type { Random } from '../../runtime/random.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';
import { damageOf, planCourse } from './course.ts';
import { PASSING, type FaultMode, type FaultPlan, type FaultRequest } from './fault.ts';

export interface PlanOptions {
  readonly request: FaultRequest;
  readonly mode: FaultMode;
  /** Metrics that this occurrence moves; the mode's own when absent. */
  readonly channels?: readonly string[];
  /** Instant from which the request's delay counts, ms. */
  readonly now: number;
  /** Number of faults of this mode on this device, this one included. */
  readonly occurrence: number;
  /** The device's stream for faults. */
  readonly random: Random;
}

/** Decides a fault's whole course before it begins. */
export function planFault(options: PlanOptions): FaultPlan {
  const { request, mode, now, occurrence, random } = options;
  const overMs = request.overMs ?? mode.defaultOverMs;
  const severity = request.severity ?? 1;
  const onset = Math.round(now + request.delayMs);
  const course = planCourse(mode.course, random.fork(`${mode.mode}#${occurrence}`));
  const end = Math.round(onset + overMs);
  const repaired = PASSING.includes(mode.course) ? end : repairOf(request, end);
  const event: TruthEvent = {
    event: `${mode.mode}@${request.device}#${occurrence}`,
    device: request.device,
    mode: mode.mode,
    kind: mode.kind,
    severity,
    onset,
    functionalFailure: end,
    ...(repaired === undefined ? {} : { repaired }),
    channels: options.channels ?? mode.channels,
  };
  return {
    event,
    damageAt: (ts) =>
      ts >= (repaired ?? Infinity) ? 0 : severity * damageOf(course, (ts - onset) / overMs),
  };
}

function repairOf({ repairAfterMs }: FaultRequest, end: number): number | undefined {
  return repairAfterMs === undefined ? undefined : Math.round(end + repairAfterMs);
}
