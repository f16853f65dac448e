import type { Source } from '../../edge/sources/source.ts';
import type { FaultRequest } from '../../simulator/faults/fault.ts';

/** A simulated fleet as a source of readings, into which faults can be put. */
export interface FleetSource extends Source {
  /**
   * Its delay counts from now, in simulated time.
   * @throws PmSimError `fault/…` what the fleet refuses, `edge/not-running`
   */
  inject(request: FaultRequest): void;
}

export function isFleetSource(source: Source): source is FleetSource {
  return 'inject' in source;
}
