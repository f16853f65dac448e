import type { AudioUnit } from './unit.ts';

/** Power while throttled, share; extra processor power while playing, updating or booting. Judgement. */
const THROTTLED_SHARE = 0.6;
const BUSY_SHARE = { standby: 0, idle: 1, playing: 1.35, charging: 1, updating: 1.5, crashed: 1.2 };
/** Efficiency of a class-D amplifier with its supply. Engineering judgement. */
const AMPLIFIER_EFFICIENCY = 0.85;

/** Mean electrical power into the coils, W: volume in dB below full, over the programme's crest. */
export function audioW({ state, own, parameters }: AudioUnit): number {
  if (state.operating !== 'playing') return 0;
  const { volumeRangeDb, crest } = parameters.usage;
  return (own.ratedW * 10 ** ((volumeRangeDb * (state.volume - 1)) / 10)) / crest;
}

/** Power of processor and radio, W. */
export function processorW({ state, own }: AudioUnit): number {
  if (state.operating === 'standby') return own.idleW * own.standbyShare;
  return own.idleW * BUSY_SHARE[state.operating] * (state.throttled ? THROTTLED_SHARE : 1);
}

/** What the amplifier turns into heat, W. */
export function amplifierLossW(unit: AudioUnit): number {
  return audioW(unit) * (1 / AMPLIFIER_EFFICIENCY - 1);
}

/** Power that battery or charger must deliver, W. */
export function systemW(unit: AudioUnit): number {
  return processorW(unit) + audioW(unit) + amplifierLossW(unit);
}
