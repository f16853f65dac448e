import type { Random } from '../../../runtime/random.ts';
import type { FaultMode } from '../../faults/fault.ts';
import type { MetricQuantity } from '../quantity-of.ts';

/** A fault of a sensor: the machine is healthy, one channel of it is not. Any device can have it. */
export interface SensorFault extends FaultMode {
  readonly kind: 'sensor';
  /** Whether a metric can have it; every one when absent. */
  readonly applies?: (metric: string) => boolean;
  /** Decides a single occurrence; what it returns is called for each value while damage is above 0. */
  readonly begin: (occurrence: SensorOccurrence) => Distort;
}

interface SensorOccurrence {
  readonly quantity: MetricQuantity;
  /** Stream of this occurrence. */
  readonly random: Random;
}

/** What the sensor delivers in place of a value, at a damage of 0 ... 1; nothing when it is missing. */
type Distort = (value: number, damage: number) => number | undefined;

/** Size that a fault is proportional to: of the value itself, but no less than an everyday one. */
export function sizeOf(value: number, { nominal }: MetricQuantity): number {
  return Math.max(Math.abs(value), nominal);
}

/** Up or down. */
export function drawSign(random: Random): 1 | -1 {
  return random.chance(0.5) ? 1 : -1;
}
