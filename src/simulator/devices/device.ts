import type { FaultMode, FaultPlan } from '../faults/fault.ts';

/** Who a device is; never changes during a run. */
export interface DeviceInfo {
  readonly name: string;
  readonly site: string;
  /** Device family, e.g. `wind_turbine`. */
  readonly type: string;
  readonly serial: string;
  /** Degrees north and east. */
  readonly latitude: number;
  readonly longitude: number;
}

/** One simulated device. The fleet advances it to each instant at which it is due and reads it. */
export interface Device {
  readonly info: DeviceInfo;
  /** Does at once what its first sample would otherwise have to do besides; absent where that is nothing. */
  settle?(): void;
  /** Moves the device's physics to `ts` (ms since the epoch); `ts` never goes back. */
  advance(ts: number): void;
  /** What its sensors deliver now. A value that is missing is absent. */
  metrics(): Readonly<Record<string, number>>;
  /** Operating state, e.g. `production`. */
  state(): string;
  /** Whether it can have that fault of its family; absent where every device can have each. */
  canHave?(mode: string): boolean;
  /** A mode of its family with the rate and length that its profile gives; absent where none does. */
  adapted?(mode: FaultMode): FaultMode;
  /** Adds a fault that the device obeys from its onset on. */
  afflict(plan: FaultPlan): void;
}
