import type { AudioFault } from './audio-fault.ts';

/**
 * The device installs the newer release and boots: a busy processor, then a young device with another
 * version and slightly other habits. No fault; six releases a year, engineering judgement.
 */
export const firmwareUpdate: AudioFault = {
  mode: 'firmware-update',
  description: 'Device installs a release and boots; no fault',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 4 * 60_000,
  perDeviceYear: 6,
  channels: [
    'status_code',
    'fw_version',
    'uptime_s',
    'boot_count',
    'reset_reason',
    'cpu_pct',
    'mem_free_mb',
    'mem_free_pct',
    'soc_temp_c',
  ],
  apply(effects, damage) {
    if (damage > 0) effects.hold = 'updating';
  },
};
