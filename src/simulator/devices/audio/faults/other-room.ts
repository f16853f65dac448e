import type { AudioFault } from './audio-fault.ts';

/**
 * Somebody carries it to another room: 9 dB less signal, as behind two walls, a cooler and louder place.
 * No fault; later it is carried back. ITU-R P.1238 for the walls, the rest engineering judgement.
 */
export const otherRoom: AudioFault = {
  mode: 'other-room',
  description: 'Carried to another room: less signal, another room; no fault',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 14 * 86_400_000,
  perDeviceYear: 1,
  channels: ['rssi_dbm', 'tx_retry_pct', 'link_mbps', 'soc_temp_c', 'batt_temp_c', 'mic_noise_db'],
  apply(effects, damage, sizes) {
    const size = sizes.otherRoom;
    effects.radioDb -= size.signalDb * damage;
    effects.roomK -= size.coolerK * damage;
    effects.micDb += size.micDb * damage;
  },
};
