import { resolved } from '../../../signals/resolution.ts';
import type { Well } from '../well.ts';
import type { OilWellEspParameters } from './parameters.ts';

const HEAT_OF_FLUID_K = 8;

/** What the pump's gauges and its drive deliver now. */
export function readMotor(well: Well, esp: OilWellEspParameters): Record<string, number> {
  const { state, effects, random } = well;
  const { pump, motor, sensors } = esp;
  const noise = (sd: number): number => sd * random.sensors.normal();
  const running = state.amp > 0 ? 1 : 0;
  const intake = state.bottomBar - pump.intakeBelowBar;
  const insulation = motor.insulationMohm * effects.insulation;
  const volt = (motor.volt * pump.frequencyHz * running) / 60;
  const vibration = (motor.vibrationG + effects.vibrationG) * (1 + noise(motor.noise));
  return {
    intake_bar: resolved(intake + noise(sensors.headNoiseBar), 100),
    discharge_bar: resolved(intake + state.riseBar + noise(sensors.headNoiseBar), 100),
    motor_temp_c: resolved(state.motorC + noise(sensors.temperatureNoiseK), 100),
    intake_temp_c: resolved(
      esp.reservoir.temperatureC - HEAT_OF_FLUID_K + noise(sensors.temperatureNoiseK),
      100,
    ),
    vib_g: resolved(running * vibration, 10_000),
    motor_amp: resolved(state.amp * (1 + noise(motor.noise)), 100),
    freq_hz: pump.frequencyHz * running,
    volt: resolved(volt, 1),
    insulation_mohm: resolved(insulation, 100),
    leak_current_ma: resolved(volt / insulation / 1_000, 10_000),
  };
}
