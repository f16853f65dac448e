import type { AudioParameters } from './parameters.ts';
import type { AudioUnit } from './unit.ts';

/** Power while throttled, share; extra processor power while playing, updating or booting. Judgement. */
const THROTTLED_SHARE = 0.6;
const BUSY_SHARE = { standby: 0, idle: 1, playing: 1.35, charging: 1, updating: 1.5, crashed: 1.2 };
/** Power of a signal processor at twice its usual load over that of the board. Judgement. */
const DSP_POWER = 0.35;
/** Efficiency of a class-D amplifier with its supply. Engineering judgement. */
const AMPLIFIER_EFFICIENCY = 0.85;

/** What the amplifier turns into heat, share of what it delivers. */
export const AMPLIFIER_LOSS_SHARE = 1 / AMPLIFIER_EFFICIENCY - 1;

/** Power at a volume over that at full volume: volume is in dB below full. */
export function driveShare(volume: number, { usage }: AudioParameters): number {
  return 10 ** ((usage.volumeRangeDb * (volume - 1)) / 10);
}

/** Mean electrical power into the coils, W: that of the peaks over the programme's crest. */
export function audioW({ state, own, parameters }: AudioUnit): number {
  if (state.operating !== 'playing') return 0;
  return (own.ratedW * state.drive) / parameters.usage.crest;
}

/** Power of processor and radio, W. */
export function processorW({ state, own, effects }: AudioUnit): number {
  if (state.operating === 'standby') return own.idleW * own.standbyShare;
  const dsp = state.operating === 'playing' ? DSP_POWER * effects.dspShare : 0;
  return own.idleW * (BUSY_SHARE[state.operating] + dsp) * (state.throttled ? THROTTLED_SHARE : 1);
}

/** Power that battery or charger must deliver, W. */
export function systemW(unit: AudioUnit): number {
  return processorW(unit) + audioW(unit) * (1 + AMPLIFIER_LOSS_SHARE);
}
