import type { Random } from '../../runtime/random.ts';
import type { FaultRequest } from '../faults/fault.ts';

const DAY_MS = 86_400_000;

/** Functional failure to the end of the repair, log-normal: median two days; engineering judgement. */
const REPAIR_LAG = { medianMs: 2 * DAY_MS, sigma: 0.8 };

/** How long after its failure a machine works again, ms. */
export function drawRepairLagMs(random: Random): number {
  return Math.round(REPAIR_LAG.medianMs * Math.exp(REPAIR_LAG.sigma * random.normal()));
}

/**
 * Gives each fault that has none the time of its repair, from a stream of its own: at the latest when
 * the device's next fault of that mode begins.
 */
export function withRepairs(
  faults: readonly FaultRequest[],
  random: Random,
): readonly FaultRequest[] {
  const all = new Map<string, FaultRequest[]>();
  for (const fault of faults) all.set(nameOf(fault), [...(all.get(nameOf(fault)) ?? []), fault]);
  return faults.map((fault) => {
    if (fault.repairAfterMs !== undefined) return fault;
    const name = nameOf(fault);
    const same = all.get(name) ?? [];
    const lagMs = drawRepairLagMs(random.fork(`${name}#${same.indexOf(fault) + 1}`));
    return { ...fault, repairAfterMs: Math.min(lagMs, gapMs(fault, same)) };
  });
}

function nameOf({ device, mode }: FaultRequest): string {
  return `repair:${device}:${mode}`;
}

/** From the functional failure to the next onset; infinite without one. */
function gapMs({ delayMs, overMs }: FaultRequest, same: readonly FaultRequest[]): number {
  if (overMs === undefined) return Infinity;
  const gaps = same.map((other) => other.delayMs - delayMs - overMs).filter((gap) => gap > 0);
  return Math.min(Infinity, ...gaps);
}
