import type { AlertItem } from '../../../../src/cloud/handlers/alerting/alert-item.ts';

/** An alert of a gearbox, as the table has it. */
export const ITEM: AlertItem = {
  id: 'wt-001#b1#6',
  device: 'wt-001',
  site: 'ridge',
  serial: 'sn-1',
  severity: 'high',
  state: 'open',
  openedAt: Date.UTC(2026, 2, 2, 8, 30),
  score: 1.71234,
  threshold: 1.1,
  metric: 'vib_gearbox_mms',
  value: 5.123456,
  expected: 2.4,
  attribution: [
    { metric: 'vib_gearbox_mms', share: 0.8 },
    { metric: 'gear_brg_hss_c', share: 0.18 },
    { metric: 'gear_oil_c', share: 0.02 },
  ],
  reason: 'Gearbox vibration is 5.12 mm/s, where 2.4 mm/s is normal. Inspect the bearing.',
  source: 'cloud',
  latitude: 48.45,
  longitude: 5.59,
  values: { vib_gearbox_mms: 5.123456, gear_brg_hss_c: 71.26, rotor_rpm: 14.2, power_kw: 1512.7 },
  notification: 'pending',
};
