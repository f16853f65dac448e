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
    intake_bar: rounded(intake + noise(sensors.headNoiseBar), 2),
    discharge_bar: rounded(intake + state.riseBar + noise(sensors.headNoiseBar), 2),
    motor_temp_c: rounded(state.motorC + noise(sensors.temperatureNoiseK), 2),
    intake_temp_c: rounded(
      esp.reservoir.temperatureC - HEAT_OF_FLUID_K + noise(sensors.temperatureNoiseK),
      2,
    ),
    vib_g: rounded(running * vibration, 4),
    motor_amp: rounded(state.amp * (1 + noise(motor.noise)), 2),
    freq_hz: pump.frequencyHz * running,
    volt: rounded(volt, 0),
    insulation_mohm: rounded(insulation, 2),
    leak_current_ma: rounded(volt / insulation / 1_000, 4),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}
