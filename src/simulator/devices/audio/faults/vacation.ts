import type { AudioFault } from './audio-fault.ts';

/**
 * Nobody is at home: standby for days, woken by nobody. No fault; engineering judgement.
 */
export const vacation: AudioFault = {
  mode: 'vacation',
  description: 'Nobody is at home: standby for days; no fault',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 9 * 86_400_000,
  perDeviceYear: 3,
  channels: [
    'status_code',
    'volume_pct',
    'soc_temp_c',
    'amp_temp_c',
    'coil_temp_est_c',
    'spl_est_db',
    'batt_soc_pct',
    'cpu_pct',
  ],
  apply(effects, damage) {
    if (damage > 0) effects.hold = 'standby';
  },
};
