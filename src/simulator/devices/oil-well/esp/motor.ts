import type { Well } from '../well.ts';
import type { OilWellEspParameters } from './parameters.ts';

/** Pump and motor after the pressures have moved: load, current, heat, and what trips the drive. */
export function stepMotor(well: Well, esp: OilWellEspParameters): void {
  const { state, effects, rates, flows } = well;
  const { motor } = esp;
  const q = state.tubingFlow;
  const { shutOffBar, linear, square } = flows.pump;
  state.riseBar = Math.max(0, shutOffBar - linear * q - square * q * q);
  const running = !state.tripped && state.opening > 0;
  const load =
    (shaftKw(esp, state.riseBar, q) / motor.ratedKw) * (1 + 0.1 * effects.gas * state.gasNoise);
  const amp = (motor.idleAmp + (motor.ratedAmp - motor.idleAmp) * load) * effects.current;
  state.amp = running ? amp : 0;
  const share = Math.max(0, state.amp / motor.ratedAmp);
  const cooling = (0.35 + 0.65 * Math.min(1.2, q / esp.pump.bestFlow)) * effects.cooling;
  const targetC = esp.reservoir.temperatureC - 8 + (motor.riseK * share ** 1.7) / cooling;
  state.motorC += rates.motor * (targetC - state.motorC);
  stepDrive(well, esp);
}

/** A drive trips while there is a cause; once that is gone and the motor is cool, it starts again. */
function stepDrive({ state, effects, rates }: Well, { motor }: OilWellEspParameters): void {
  const insulation = motor.insulationMohm * effects.insulation;
  const hot = state.motorC > (state.tripped ? motor.restartC : motor.tripC);
  if (hot || insulation < motor.insulationTripMohm || effects.driveTrip > 0) {
    state.tripped = true;
    state.restartS = 60 * motor.restartMin;
  } else if (state.tripped) {
    state.restartS -= rates.stepS;
    state.tripped = state.restartS > 0;
  }
}

/** Lowest efficiency far from the best point: losses do not vanish with the flow. */
const EFFICIENCY_MIN = 0.1;

/** Hydraulic power over efficiency, a parabola about the best flow; kW. */
function shaftKw({ pump }: OilWellEspParameters, riseBar: number, flow: number): number {
  const off = flow / (pump.bestFlow * (pump.frequencyHz / 60)) - 1;
  const efficiency = Math.max(EFFICIENCY_MIN, pump.efficiency * (1 - off * off));
  return (riseBar * 100 * (flow / 86_400)) / efficiency;
}
