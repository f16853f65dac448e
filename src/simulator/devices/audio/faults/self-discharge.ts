import type { AudioFault } from './audio-fault.ts';

/**
 * A soft short inside a cell empties it in 20 hours, past the fuel gauge: charge falls faster than
 * the measured current says. Engineering judgement.
 */
export const selfDischarge: AudioFault = {
  mode: 'self-discharge',
  description: 'Fast self-discharge: the battery empties by itself within a day',
  kind: 'fault',
  course: 'wear',
  defaultOverMs: 14 * 86_400_000,
  perDeviceYear: 0.02,
  channels: ['batt_selfdis_pct_h', 'batt_soc_pct', 'batt_mv', 'batt_ma', 'cycle_count'],
  apply(effects, damage, sizes) {
    const size = sizes.selfDischarge;
    effects.leakRate += size.leakPerH * damage;
  },
};
