import type { FaultPlan } from '../../faults/fault.ts';
import type { Random } from '../../../runtime/random.ts';
import { quantityOf } from '../quantity-of.ts';
import type { SensorFault } from './sensor-fault.ts';

export type Metrics = Readonly<Record<string, number>>;

/** What becomes of the metrics of one sample; the same object where nothing does. */
export type SensorStage = (metrics: Metrics, ts: number) => Metrics;

export interface SensorStageOptions {
  readonly fault: SensorFault;
  readonly plan: FaultPlan;
  /** The channel that it happens to. */
  readonly metric: string;
  readonly random: Random;
}

/**
 * One occurrence of a sensor fault. It remembers nothing from before its onset, so it is the same
 * whether it was planned long before or injected at that moment.
 */
export function createSensorStage(options: SensorStageOptions): SensorStage {
  const { fault, plan, metric, random } = options;
  const distort = fault.begin({ quantity: quantityOf(metric), random });
  let decimals = 0;
  return (metrics, ts) => {
    const damage = plan.damageAt(ts);
    const value = metrics[metric];
    if (damage <= 0 || value === undefined) return metrics;
    decimals = Math.max(decimals, decimalsOf(value));
    const told = distort(value, damage);
    if (told === undefined) return without(metrics, metric);
    return { ...metrics, [metric]: rounded(told, decimals) };
  };
}

const DECIMALS_MAX = 6;

/** A faulty sensor has the resolution of a sound one, which its values show. */
function decimalsOf(value: number): number {
  let decimals = 0;
  while (decimals < DECIMALS_MAX && rounded(value, decimals) !== value) decimals += 1;
  return decimals;
}

/** `+ 0` turns a negative zero into zero. */
function rounded(value: number, decimals: number): number {
  const parts = 10 ** decimals;
  return Math.round(value * parts) / parts + 0;
}

function without(metrics: Metrics, metric: string): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => name !== metric));
}
