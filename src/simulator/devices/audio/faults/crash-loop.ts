import type { AudioFault } from './audio-fault.ts';

/**
 * A crash about a minute after each boot: boots with less than two minutes of uptime, and ever longer
 * waits between them. Engineering judgement.
 */
export const crashLoop: AudioFault = {
  mode: 'crash-loop',
  description: 'Firmware crashes a minute after each boot and backs off',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 10 * 60_000,
  perDeviceYear: 0.1,
  channels: ['uptime_s', 'boot_count', 'reset_reason', 'status_code', 'cpu_pct'],
  apply(effects, damage, sizes) {
    const size = sizes.crashLoop;
    effects.crashesPerH += size.crashesPerH * damage;
  },
};
