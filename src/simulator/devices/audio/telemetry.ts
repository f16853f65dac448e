import { hundredths, tenths, thousandths, whole } from '../../signals/resolution.ts';
import {
  distortionPct,
  excursion,
  microphoneDb,
  residueDb,
  resonanceHz,
  soundDb,
} from './acoustics.ts';
import { healthShare } from './battery.ts';
import { firmwareVersion } from './firmware.ts';
import { copperFactor } from './thermal.ts';
import { RESET_REASONS, STATUS_CODES, type AudioUnit } from './unit.ts';

/** Sensor noise by quantity, and of counted loads. Engineering judgement. */
const TEMPERATURE_K = 0.15;
const COIL_SHARE = 0.002;
const RESONANCE_SHARE = 0.004;
const DISTORTION_SHARE = 0.04;
const LEVEL_DB = 0.4;
const LOAD_SHARE = 0.06;
const MEMORY_SHARE = 0.008;
const GAUGE_PCT = 0.2;
const SELF_DISCHARGE_PCT_H = 0.1;
const SIGNAL_DB = 0.5;
const RETRY_PCT = 0.5;
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
 * temperature is the amplifier's thermal model, not the resistance. One literal, since merging
 * several costs more than the physics.
 */
export function readAudio(unit: AudioUnit): Record<string, number> {
  const { state, own, effects, kind } = unit;
  const noise = unit.noise.draw();
  const memory = memoryShare(unit, noise[0]);
  const sound = soundDb(unit);
  const metrics: Record<string, number> = {
    status_code: STATUS_CODES[state.operating],
    fw_version: firmwareVersion(unit),
    uptime_s: whole(state.uptimeS),
    boot_count: state.boots,
    reset_reason: RESET_REASONS[state.reset],
    soc_temp_c: tenths(state.socC + TEMPERATURE_K * noise[1]),
    amp_temp_c: tenths(state.ampC + TEMPERATURE_K * noise[2]),
    coil_temp_est_c: tenths(state.coilC + TEMPERATURE_K * noise[3]),
    cpu_pct: tenths(loadPct(unit) * (1 + LOAD_SHARE * noise[4])),
    mem_free_mb: hundredths(own.memoryMb * memory),
    mem_free_pct: tenths(100 * memory),
    health_score: tenths(healthScore(unit)),
    spk_re_ohm_1: coilOhm(unit, 0, effects.coilResistance * (1 + COIL_SHARE * noise[5])),
    spk_re_ohm_2: coilOhm(unit, 1, 1 + COIL_SHARE * noise[6]),
    spk_fs_hz: hundredths(resonanceHz(unit) * (1 + RESONANCE_SHARE * noise[7])),
    thd_pct: thousandths(distortionPct(unit) * (1 + DISTORTION_SHARE * noise[8])),
    excursion_pct: tenths(100 * excursion(unit)),
    volume_pct: state.operating === 'playing' ? whole(100 * state.volume) : 0,
    spl_est_db: tenths(sound),
    clip_count: Math.floor(state.clips),
    audio_underruns: Math.floor(state.underruns),
    audio_underruns_per_h: tenths(state.underrunsPerH),
    mic_noise_db: tenths(microphoneDb(unit, sound) + LEVEL_DB * noise[9]),
    batt_soc_pct: hundredths(100 * state.charge),
    batt_soh_pct: healthPct(unit, noise[10]),
    batt_selfdis_pct_h: hundredths(selfDischargePctH(unit, noise[11])),
    batt_mv: whole(1_000 * state.voltage),
    batt_ma: tenths(1_000 * state.currentA),
    batt_temp_c: tenths(state.batteryC + TEMPERATURE_K * noise[12]),
    cycle_count: Math.floor(state.cycles),
    rssi_dbm: whole(state.rssiDbm + SIGNAL_DB * noise[13]),
    tx_retry_pct: tenths(Math.max(0, 100 * state.retryShare + RETRY_PCT * noise[14])),
    link_mbps: tenths(LINK_MAX_MBPS * (1 - state.retryShare)),
    wifi_disc: kind === 'smart-speaker' ? state.disconnects : 0,
    bt_disc: kind === 'headphone' ? state.disconnects : 0,
  };
  if (kind === 'headphone') {
    metrics['anc_resid_db'] = tenths(residueDb(unit) + LEVEL_DB * unit.random.sensors.normal());
  }
  return metrics;
}

function loadPct({ state, effects }: AudioUnit): number {
  const dsp = state.operating === 'playing' ? effects.dspShare : 0;
  return LOAD_PCT[state.operating] * (1 + dsp);
}

function memoryShare({ state }: AudioUnit, normal: number): number {
  const playing = state.operating === 'playing' ? PLAYING_MEMORY : 0;
  return Math.max(0, state.memory - playing + MEMORY_SHARE * normal);
}

function coilOhm({ own, variation, state }: AudioUnit, driver: 0 | 1, factor: number): number {
  const ohm = own.coilOhm * variation.coil[driver] * copperFactor(state.coilC) * factor;
  return thousandths(Math.min(OHM_MAX, ohm));
}

function healthPct(unit: AudioUnit, normal: number): number {
  const gauge = 100 * healthShare(unit) + GAUGE_PCT * normal;
  return Math.min(100, tenths(gauge));
}

/** Charge that is lost past the gauge, %/h. */
function selfDischargePctH({ state }: AudioUnit, normal: number): number {
  return Math.max(0, state.unexplainedPctH + SELF_DISCHARGE_PCT_H * normal);
}

/** The agent's own opinion from what it measures, 0 ... 100; weights are judgement. */
function healthScore({ state, own, effects }: AudioUnit): number {
  const hot = Math.max(0, state.socC - own.releaseC);
  const faded = 100 * (1 - state.health * effects.capacity);
  return Math.max(0, 100 - 2 * hot - 0.8 * faded - 20 * state.retryShare);
}
