import type { AudioFault } from './audio-fault.ts';

/**
 * A release that leaks memory: at the onset the device installs it, and runs out of memory every ten hours
 * until the hotfix, which is the repair. A cohort fault: a plan gives it to all devices that get the
 * release, at one time, so that their neighbours in the cohort are no reference; `fw_version` names it.
 * Engineering judgement.
 */
export const badFirmware: AudioFault = {
  mode: 'bad-firmware',
  description: 'Release that leaks memory, for the whole cohort that gets it; a hotfix repairs it',
  kind: 'fault',
  course: 'block',
  defaultOverMs: 7 * 86_400_000,
  perDeviceYear: 0.1,
  channels: [
    'fw_version',
    'mem_free_mb',
    'mem_free_pct',
    'uptime_s',
    'boot_count',
    'reset_reason',
    'status_code',
    'cpu_pct',
  ],
  apply(effects, damage) {
    if (damage > 0) effects.badRelease = true;
  },
};
