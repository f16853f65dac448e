import { anemometerUnderRead } from './anemometer-under-read.ts';
import { batteryTest } from './battery-test.ts';
import { bladeIcing } from './blade-icing.ts';
import { cableUnwind } from './cable-unwind.ts';
import { converterTrip } from './converter-trip.ts';
import { curtailment } from './curtailment.ts';
import { gearboxBearingWear } from './gearbox-bearing-wear.ts';
import { generatorBearingWear } from './generator-bearing-wear.ts';
import { generatorFanLoss } from './generator-fan-loss.ts';
import { gridLoss } from './grid-loss.ts';
import { hydraulicFlushing } from './hydraulic-flushing.ts';
import { hydraulicLeak } from './hydraulic-leak.ts';
import { leadingEdgeErosion } from './leading-edge-erosion.ts';
import { noiseMode } from './noise-mode.ts';
import { oilCoolerLoss } from './oil-cooler-loss.ts';
import { pitchBatteryFailure } from './pitch-battery-failure.ts';
import { pitchOffset } from './pitch-offset.ts';
import { service } from './service.ts';
import type { TurbineFault } from './turbine-fault.ts';
import { windAnomaly } from './wind-anomaly.ts';
import { yawMisalignment } from './yaw-misalignment.ts';

export type { ApplyFault, TurbineFault } from './turbine-fault.ts';

/**
 * Everything that can befall a turbine, faults first, then the events of normal operation; a new one
 * is a file beside these and a line here.
 */
export const TURBINE_FAULTS: readonly TurbineFault[] = [
  gearboxBearingWear,
  oilCoolerLoss,
  windAnomaly,
  generatorBearingWear,
  generatorFanLoss,
  bladeIcing,
  yawMisalignment,
  pitchOffset,
  anemometerUnderRead,
  converterTrip,
  hydraulicLeak,
  pitchBatteryFailure,
  leadingEdgeErosion,
  curtailment,
  noiseMode,
  batteryTest,
  service,
  cableUnwind,
  hydraulicFlushing,
  gridLoss,
];
