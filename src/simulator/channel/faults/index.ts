import { clockSkew } from './clock-skew.ts';
import type { CommsFault } from './comms-fault.ts';
import { duplicateTimestamps } from './duplicate-timestamps.ts';
import { missingSeconds } from './missing-seconds.ts';
import { sensorBias } from './sensor-bias.ts';
import { sensorDrift } from './sensor-drift.ts';
import { sensorDropout } from './sensor-dropout.ts';
import type { SensorFault } from './sensor-fault.ts';
import { sensorGarbage } from './sensor-garbage.ts';
import { sensorNoise } from './sensor-noise.ts';
import { sensorSpikes } from './sensor-spikes.ts';
import { sensorStuck } from './sensor-stuck.ts';
import { sensorUnitSwap } from './sensor-unit-swap.ts';

export type ChannelFault = SensorFault | CommsFault;

/**
 * Faults that every device can have, of whatever family: they lie between its true metrics and the
 * reading. The rates of the sensors add up to 0.25 a device-year (WMEP: sensor failures of turbines).
 */
export const CHANNEL_FAULTS: readonly ChannelFault[] = [
  sensorStuck,
  sensorDropout,
  sensorGarbage,
  sensorBias,
  sensorDrift,
  sensorNoise,
  sensorSpikes,
  sensorUnitSwap,
  clockSkew,
  duplicateTimestamps,
  missingSeconds,
];

export function isChannelFault(mode: string): boolean {
  return CHANNEL_FAULTS.some((fault) => fault.mode === mode);
}
