import { hundredths, resolved } from '../../../signals/resolution.ts';
import { readWell } from '../telemetry.ts';
import type { Well } from '../well.ts';
import type { OilWellEspParameters } from './parameters.ts';

const HEAT_OF_FLUID_K = 8;

/** What the well's sensors, the pump's gauges and its drive deliver now. */
export function readMotor(well: Well, esp: OilWellEspParameters): Record<string, number> {
  const { state, effects, flows, random } = well;
  const { pump, motor, sensors, reservoir } = esp;
  const { headNoiseBar, temperatureNoiseK } = sensors;
  const metrics: Record<string, number> = readWell(well);
  const source = random.sensors;
  const running = state.amp > 0 ? 1 : 0;
  const plugBar = flows.pump.plugSquare * state.tubingFlow * state.tubingFlow;
  const intake = state.bottomBar - pump.intakeBelowBar - plugBar;
  const insulation = motor.insulationMohm * effects.insulation;
  const volt = (motor.volt * pump.frequencyHz * running) / 60;
  const vibration = (motor.vibrationG + effects.vibrationG) * (1 + motor.noise * source.normal());
  metrics['intake_bar'] = hundredths(intake + headNoiseBar * source.normal());
  metrics['discharge_bar'] = hundredths(intake + state.riseBar + headNoiseBar * source.normal());
  metrics['motor_temp_c'] = hundredths(state.motorC + temperatureNoiseK * source.normal());
  metrics['intake_temp_c'] = hundredths(
    reservoir.temperatureC - HEAT_OF_FLUID_K + temperatureNoiseK * source.normal(),
  );
  metrics['vib_g'] = resolved(running * vibration, 10_000);
  metrics['motor_amp'] = hundredths(state.amp * (1 + motor.noise * source.normal()));
  metrics['freq_hz'] = pump.frequencyHz * running;
  metrics['volt'] = Math.round(volt);
  metrics['insulation_mohm'] = hundredths(insulation);
  metrics['leak_current_ma'] = resolved(volt / insulation / 1_000, 10_000);
  return metrics;
}
