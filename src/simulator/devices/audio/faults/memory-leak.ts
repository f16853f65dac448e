import type { AudioFault } from './audio-fault.ts';

/**
 * A leak takes a tenth of the memory an hour: out of memory and a restart every ten hours.
 * Engineering judgement.
 */
export const memoryLeak: AudioFault = {
  mode: 'memory-leak',
  description: 'Firmware loses memory until it runs out and restarts, again and again',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 3_600_000,
  perDeviceYear: 0.2,
  channels: ['mem_free_mb', 'mem_free_pct', 'uptime_s', 'boot_count', 'reset_reason'],
  apply(effects, damage, sizes) {
    const size = sizes.memoryLeak;
    effects.leakPerH += size.leakPerH * damage;
  },
};
