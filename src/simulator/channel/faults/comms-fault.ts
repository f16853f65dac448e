import type { Random } from '../../../runtime/random.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import type { FaultMode } from '../../faults/fault.ts';

/** A fault of the device's clock or logger: values are right, their times or their number are not. */
export interface CommsFault extends FaultMode {
  readonly kind: 'comms';
  /** Decides a single occurrence; what it returns is called for each reading while damage is above 0. */
  readonly begin: (random: Random) => Garble;
}

/** The reading as it leaves at a damage of 0 ... 1; nothing when it does not. */
export type Garble = (reading: Reading, damage: number) => Reading | undefined;
