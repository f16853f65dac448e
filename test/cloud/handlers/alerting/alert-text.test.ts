import { describe, expect, it } from 'vitest';
import { alertText } from '../../../../src/cloud/handlers/alerting/alert-text.ts';
import { ITEM as item } from './alert-item-fixture.ts';

describe('alertText', () => {
  it('says device, place, since when, how bad, which signals, what was normal, how to answer', () => {
    expect(alertText(item)).toBe(
      [
        'Gearbox vibration is 5.12 mm/s, where 2.4 mm/s is normal. Inspect the bearing.',
        '',
        'Device:    wt-001 (serial sn-1)',
        'Place:     ridge (48.45, 5.59)',
        'Map:       https://www.openstreetmap.org/?mlat=48.45&mlon=5.59#map=14/48.45/5.59',
        'Since:     2026-03-02 08:30:00 UTC',
        'Severity:  high (score 1.712, alert above 1.1: 1.6 times that)',
        'Measured:  vib_gearbox_mms = 5.123, normal here: 2.4 (+2.723)',
        'Signals:',
        '  vib_gearbox_mms  80 % (5.123)',
        '  gear_brg_hss_c  18 % (71.26)',
        'Meanwhile:',
        '  rotor_rpm  14.2',
        '  power_kw  1513',
        '',
        'Alert id:  wt-001#b1#6',
        "Seen it?   pm-sim alerts ack 'wt-001#b1#6'",
      ].join('\n'),
    );
  });

  it('says by how much a signal is below what is normal', () => {
    const low = alertText({ ...item, value: 1.9 });
    expect(low).toContain('Measured:  vib_gearbox_mms = 1.9, normal here: 2.4 (-0.5)\n');
  });

  it('does without a position, an expectation, a threshold and further readings', () => {
    const { latitude: _latitude, longitude: _longitude, expected: _expected, ...bare } = item;
    const text = alertText({ ...bare, threshold: 0, values: {} });
    expect(text).toContain('Place:     ridge\nSince:');
    expect(text).toContain('(score 1.712, alert above 0)\n');
    expect(text).toContain('Measured:  vib_gearbox_mms = 5.123\n');
    expect(text).toContain('  vib_gearbox_mms  80 %\n');
    expect(text).not.toContain('Meanwhile:');
  });
});
