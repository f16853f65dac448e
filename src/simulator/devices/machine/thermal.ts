import { pacedGain } from '../../signals/pace.ts';
import { spallHeatK } from './bearing.ts';
import type { DriveMeans } from './drive.ts';
import type { Machine } from './machine-state.ts';

/** Below this share of rated speed the motor's own fan does not cool. */
const FANNED_SPEED = 0.1;
/** The bearing's loss grows with this power of the speed. Palmgren's viscous friction, rounded. */
const SPEED_EXPONENT = 1.3;

/** Temperatures of winding, bearing and housing: first order, exact for any piece of time. */
export function stepThermal(machine: Machine, means: DriveMeans, seconds: number): void {
  const { state, parameters, variation, effects, paces } = machine;
  const { thermal } = parameters;
  const minutes = seconds / 60;
  const { ambientC } = state;
  const fanned = means.speed > FANNED_SPEED;
  if (fanned) {
    state.unbalancePct = variation.unbalancePct + effects.unbalancePct;
    state.slipPct = parameters.operation.beltCreepPct + 100 * effects.slip;
  }
  const tauMin = fanned ? thermal.motorRunTauMin / effects.cooling : thermal.motorStopTauMin;
  const heat = variation.heat * effects.motorHeat * means.heat;
  const rise = (thermal.motorRiseK * heat) / (fanned ? effects.cooling : 1);
  // The relay knows the current and the usual time constants, not what the cooling really does.
  const relayTauMin = fanned ? thermal.motorRunTauMin : thermal.motorStopTauMin;
  const counted = 100 * means.heat * effects.current ** 2;
  const cooling = fanned ? paces.fanned : paces.still;
  state.thermalLoadPct +=
    pacedGain(cooling.relay, minutes, relayTauMin) * (counted - state.thermalLoadPct);
  state.motorC += pacedGain(cooling.motor, minutes, tauMin) * (ambientC + rise - state.motorC);
  const friction =
    (thermal.bearingSpeedK + effects.bearingHeatK + spallHeatK(machine)) *
    means.speed ** SPEED_EXPONENT;
  const turning = fanned ? variation.bearingK : 0;
  const bearing = ambientC + friction + thermal.bearingLoadK * means.load + turning;
  state.bearingC +=
    pacedGain(paces.bearing, minutes, thermal.bearingTauMin) * (bearing - state.bearingC);
  const housing = ambientC + thermal.housingShare * (state.motorC - ambientC);
  state.housingC +=
    pacedGain(paces.housing, minutes, thermal.housingTauMin) * (housing - state.housingC);
}
