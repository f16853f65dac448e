import { hundredths, tenths, thousandths, whole } from '../../signals/resolution.ts';
import { STATUS_CODES } from './operation.ts';
import type { Turbine } from './turbine.ts';
import { compass } from './yaw.ts';

/**
 * What the turbine's sensors deliver, at their resolution. Names after the quantities of IEC
 * 61400-25-2, unit last. Torque is the generator shaft's.
 */
export function readTurbine(turbine: Turbine): Record<string, number> {
  const { state, parameters, variation, weather, random, effects } = turbine;
  const { rating, sensors } = parameters;
  const noise = random.sensors.draw();
  const noiseK = sensors.temperatureNoiseK;
  const live = effects.stop === 'grid-loss' ? 0 : 1;
  const rotorRpm = state.speed * rating.rotorRpm;
  const generatorRpm = rotorRpm * rating.gearRatio;
  return {
    wind_speed_ms: hundredths(state.nacelleMps),
    wind_dir_deg: compassTenths(state.headingDeg + state.vaneDeg),
    yaw_error_deg: tenths(state.vaneDeg + variation.vaneDeg),
    rotor_rpm: hundredths(rotorRpm),
    gen_rpm: tenths(generatorRpm),
    power_kw: tenths(state.powerKw),
    reactive_kvar: tenths(state.reactiveKvar),
    pitch_deg_1: hundredths(state.pitchDeg + variation.pitchDeg[0]),
    pitch_deg_2: hundredths(state.pitchDeg + variation.pitchDeg[1] + effects.pitchDeg),
    pitch_deg_3: hundredths(state.pitchDeg + variation.pitchDeg[2]),
    torque_nm: whole(torqueNm(state.powerKw, generatorRpm)),
    gear_oil_c: tenths(state.oilC + noiseK * noise[0]),
    gear_brg_hss_c: tenths(state.hssC + noiseK * noise[1]),
    gear_brg_ims_c: tenths(state.imsC + noiseK * noise[2]),
    gen_stator_c: tenths(state.statorC + noiseK * noise[3]),
    gen_brg_de_c: tenths(state.driveEndC + noiseK * noise[4]),
    gen_brg_nde_c: tenths(state.farEndC + noiseK * noise[5]),
    main_brg_c: tenths(state.mainC + noiseK * noise[6]),
    nacelle_c: tenths(state.nacelleC + noiseK * noise[7]),
    ambient_c: tenths(weather.ambientC + noiseK * noise[8]),
    vib_gearbox_mms: hundredths(state.gearboxMms),
    vib_gearbox_kurtosis: hundredths(state.gearboxKurtosis),
    vib_gen_mms: hundredths(state.generatorMms),
    tower_acc_mg: tenths(state.towerMg),
    gear_oil_particles_ml: whole(state.oilParticles),
    grid_hz: live * thousandths(weather.gridHz),
    grid_v: live * tenths(weather.gridV + sensors.voltageNoiseV * noise[9]),
    hyd_press_bar: tenths(state.hydraulicBar),
    status_code: STATUS_CODES[state.operating],
    energy_kwh: hundredths(state.energyKwh),
  };
}

/** A direction from 0 up to 359.9 degrees. */
function compassTenths(deg: number): number {
  const shown = tenths(compass(deg));
  return shown >= 360 ? 0 : shown;
}

function torqueNm(powerKw: number, generatorRpm: number): number {
  return generatorRpm < 60 || powerKw <= 0 ? 0 : (powerKw * 1_000 * 30) / (Math.PI * generatorRpm);
}
