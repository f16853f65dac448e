import { hundredths, resolved, whole } from '../../../signals/resolution.ts';
import { readWell } from '../telemetry.ts';
import type { Well } from '../well.ts';
import type { OilWellEspParameters } from './parameters.ts';

const HEAT_OF_FLUID_K = 8;

/**
 * What the well's sensors, the pump's gauges and its drive deliver now. One literal with every name:
 * names added to an object one by one cost more than all the physics.
 */
export function readMotor(well: Well, esp: OilWellEspParameters): Record<string, number> {
  const { state, effects, flows } = well;
  const { pump, motor, sensors } = esp;
  const head = readWell(well);
  const noise = well.noise.pump.draw();
  const running = state.amp > 0 ? 1 : 0;
  const plugBar = flows.pump.plugSquare * state.tubingFlow * state.tubingFlow;
  // One gauge hangs below the pump: the bottom's pressure and temperature are computed from it.
  const intake = head.bhp_bar - pump.intakeBelowBar - plugBar;
  const insulation = motor.insulationMohm * effects.insulation;
  const volt = (motor.volt * pump.frequencyHz * running) / 60;
  const vibration = (motor.vibrationG + effects.vibrationG) * (1 + motor.noise * noise[0]);
  return {
    oil_rate_bbl_s: head.oil_rate_bbl_s,
    liquid_rate_sm3d: head.liquid_rate_sm3d,
    reservoir_pressure_bar: head.reservoir_pressure_bar,
    bhp_bar: head.bhp_bar,
    whp_bar: head.whp_bar,
    choke_bar: head.choke_bar,
    flowline_bar: head.flowline_bar,
    annulus_bar: head.annulus_bar,
    bht_c: head.bht_c,
    wht_c: head.wht_c,
    choke_pct: head.choke_pct,
    water_cut: head.water_cut,
    gor: head.gor,
    sand_acoustic: head.sand_acoustic,
    on_stream: head.on_stream,
    intake_bar: hundredths(intake),
    discharge_bar: hundredths(intake + state.riseBar + sensors.headNoiseBar * noise[1]),
    motor_temp_c: hundredths(state.motorC + sensors.temperatureNoiseK * noise[2]),
    intake_temp_c: hundredths(head.bht_c - HEAT_OF_FLUID_K),
    vib_g: resolved(running * vibration, 10_000),
    motor_amp: hundredths(state.amp * (1 + motor.noise * noise[3])),
    freq_hz: pump.frequencyHz * running,
    volt: whole(volt),
    insulation_mohm: hundredths(insulation),
    leak_current_ma: resolved(volt / insulation / 1_000, 10_000),
  };
}
