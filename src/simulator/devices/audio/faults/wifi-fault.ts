import type { AudioFault } from './audio-fault.ts';

/**
 * A torn antenna lead or a failing front end: the signal falls by 12-18 dB, frames are sent again,
 * links are lost. Engineering judgement.
 */
export const wifiFault: AudioFault = {
  mode: 'wifi-fault',
  description: 'Radio front end or antenna fails: 18 dB less signal',
  kind: 'fault',
  course: 'loss',
  defaultOverMs: 10 * 60_000,
  perDeviceYear: 0.02,
  channels: [
    'rssi_dbm',
    'tx_retry_pct',
    'link_mbps',
    'wifi_disc',
    'bt_disc',
    'audio_underruns',
    'health_score',
  ],
  apply(effects, damage, sizes) {
    const size = sizes.wifiFault;
    effects.radioDb -= size.signalDb * damage;
  },
};
