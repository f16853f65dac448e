import type { AudioFault } from './audio-fault.ts';

/**
 * A signal chain that needs more time than a block of audio has, as after a bad equaliser download: blocks
 * come too late, two a minute while playing, and the processor is busier. It comes and goes with what is
 * played. Engineering judgement.
 */
export const dspUnderrun: AudioFault = {
  mode: 'dsp-underrun',
  description: 'Signal processing is late: audible gaps and a busy processor while playing',
  kind: 'fault',
  course: 'telegraph',
  defaultOverMs: 2 * 86_400_000,
  perDeviceYear: 0.3,
  channels: [
    'audio_underruns',
    'audio_underruns_per_h',
    'cpu_pct',
    'soc_temp_c',
    'batt_ma',
    'batt_mv',
    'batt_soc_pct',
  ],
  apply(effects, damage, sizes) {
    const size = sizes.dspUnderrun;
    effects.underrunsPerH += size.underrunsPerH * damage;
    effects.dspShare += size.loadGain * damage;
  },
};
