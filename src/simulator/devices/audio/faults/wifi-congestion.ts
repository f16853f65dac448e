import type { AudioFault } from './audio-fault.ts';

/**
 * Others take up to 70 % of the air time and leave again: retries rise while the signal stays, which
 * tells the access point's trouble from the radio's. Engineering judgement.
 */
export const wifiCongestion: AudioFault = {
  mode: 'wifi-congestion',
  description: 'Neighbours fill the channel for a time: retries without loss of signal',
  kind: 'fault',
  course: 'excursion',
  defaultOverMs: 4 * 3_600_000,
  perDeviceYear: 6,
  channels: ['tx_retry_pct', 'link_mbps', 'audio_underruns', 'health_score'],
  apply(effects, damage, sizes) {
    const size = sizes.wifiCongestion;
    effects.busyAir = 1 - (1 - effects.busyAir) * (1 - size.busyShare * damage);
  },
};
