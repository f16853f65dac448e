import { describe, expect, it } from 'vitest';
import type { AlertItem } from '../../../../src/cloud/handlers/alerting/alert-item.ts';
import { alertSubject } from '../../../../src/cloud/handlers/alerting/notification.ts';

const item: AlertItem = {
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
  values: {},
  notification: 'pending',
};

describe('alertSubject', () => {
  it('is one line of at most 100 printable ASCII characters', () => {
    expect(alertSubject(item)).toBe('Alert (high): wt-001 vib_gearbox_mms');
    const long = alertSubject({ ...item, device: `wt-ü\n${'x'.repeat(200)}` });
    expect(long).toMatch(/^Alert \(high\): wt-\?\?x{1,}$/);
    expect(long).toHaveLength(100);
  });
});
