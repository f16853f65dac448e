import {
  distortionPct,
  excursion,
  microphoneDb,
  residueDb,
  resonanceHz,
  soundDb,
} from './acoustics.ts';
import { copperFactor } from './thermal.ts';
import { RESET_REASONS, STATUS_CODES, type AudioUnit } from './unit.ts';

/** Sensor noise. Engineering judgement. */
const TEMPERATURE_K = 0.15;
const COIL_SHARE = 0.002;
const RESONANCE_SHARE = 0.004;
const DISTORTION_SHARE = 0.04;
const LEVEL_DB = 0.4;
/** The amplifier cannot measure a resistance beyond this, ohm. */
const OHM_MAX = 999;
const LINK_MAX_MBPS = 72;
/** Load of the processor in each state, percent. Engineering judgement. */
const LOAD_PCT = { standby: 2, idle: 9, playing: 34, charging: 8, updating: 70, crashed: 0 };
/** Memory that playing needs, share. */
const PLAYING_MEMORY = 0.12;

/**
 * What the device reports, at its sensors' resolution. Resistance, resonance, distortion and noise
 * cancelling come from an inaudible test tone, so they are there in silence as well; the coil's
 * temperature is the amplifier's thermal model, not the resistance.
 */
export function readAudio(unit: AudioUnit): Record<string, number> {
  return { ...readSystem(unit), ...readSound(unit), ...readBattery(unit), ...readRadio(unit) };
}

function readSystem(unit: AudioUnit): Record<string, number> {
  const { state, own, parameters, random } = unit;
  const { firmware } = parameters;
  const playing = state.operating === 'playing' ? PLAYING_MEMORY : 0;
  const load = LOAD_PCT[state.operating] * Math.exp(0.06 * random.sensors.normal());
  return {
    status_code: STATUS_CODES[state.operating],
    fw_version: state.newer ? firmware.newerVersion : firmware.version,
    uptime_s: Math.round(state.uptimeS),
    boot_count: state.boots,
    reset_reason: RESET_REASONS[state.reset],
    soc_temp_c: celsius(unit, state.socC),
    amp_temp_c: celsius(unit, state.ampC),
    coil_temp_est_c: celsius(unit, state.coilC),
    cpu_pct: round(load, 1),
    mem_free_mb: round(
      own.memoryMb * Math.max(0, state.memory - playing + 0.008 * random.sensors.normal()),
      2,
    ),
    health_score: round(healthScore(unit), 1),
  };
}

function readSound(unit: AudioUnit): Record<string, number> {
  const { state, kind, effects, random } = unit;
  const noise = random.sensors;
  const about = (share: number): number => 1 + share * noise.normal();
  const playing = state.operating === 'playing';
  return {
    spk_re_ohm_1: coilOhm(unit, 0, effects.coilResistance * about(COIL_SHARE)),
    spk_re_ohm_2: coilOhm(unit, 1, about(COIL_SHARE)),
    spk_fs_hz: round(resonanceHz(unit) * about(RESONANCE_SHARE), 2),
    thd_pct: round(distortionPct(unit) * about(DISTORTION_SHARE), 3),
    excursion_pct: round(100 * excursion(unit), 1),
    volume_pct: playing ? Math.round(100 * state.volume) : 0,
    spl_est_db: round(soundDb(unit), 1),
    clip_count: Math.floor(state.clips),
    audio_underruns: Math.floor(state.underruns),
    mic_noise_db: round(microphoneDb(unit) + LEVEL_DB * noise.normal(), 1),
    ...(kind === 'headphone' && {
      anc_resid_db: round(residueDb(unit) + LEVEL_DB * noise.normal(), 1),
    }),
  };
}

function coilOhm({ own, variation, state }: AudioUnit, driver: 0 | 1, factor: number): number {
  const ohm = own.coilOhm * variation.coil[driver] * copperFactor(state.coilC) * factor;
  return round(Math.min(OHM_MAX, ohm), 3);
}

function readBattery(unit: AudioUnit): Record<string, number> {
  const { state, effects, random } = unit;
  const healthPct = 100 * state.health * effects.capacity;
  return {
    batt_soc_pct: round(100 * state.charge, 2),
    batt_soh_pct: Math.min(100, round(healthPct + 0.2 * random.sensors.normal(), 1)),
    batt_mv: Math.round(1_000 * state.voltage),
    batt_ma: round(1_000 * state.currentA, 1),
    batt_temp_c: celsius(unit, state.batteryC),
    cycle_count: Math.floor(state.cycles),
  };
}

function readRadio({ state, kind, random }: AudioUnit): Record<string, number> {
  const retryPct = 100 * state.retryShare;
  return {
    rssi_dbm: Math.round(state.rssiDbm + 0.5 * random.sensors.normal()),
    tx_retry_pct: round(Math.max(0, retryPct + 0.5 * random.sensors.normal()), 1),
    link_mbps: round(LINK_MAX_MBPS * (1 - state.retryShare), 1),
    wifi_disc: kind === 'smart-speaker' ? state.disconnects : 0,
    bt_disc: kind === 'headphone' ? state.disconnects : 0,
  };
}

/** The agent's own opinion from what it measures, 0 ... 100; weights are judgement. */
function healthScore({ state, own, effects }: AudioUnit): number {
  const hot = Math.max(0, state.socC - own.releaseC);
  const faded = 100 * (1 - state.health * effects.capacity);
  return Math.max(0, 100 - 2 * hot - 0.8 * faded - 20 * state.retryShare);
}

function celsius({ random }: AudioUnit, value: number): number {
  return round(value + TEMPERATURE_K * random.sensors.normal(), 1);
}

/** Rounded as the sensor resolves; `+ 0` turns a negative zero into zero. */
function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale + 0;
}
