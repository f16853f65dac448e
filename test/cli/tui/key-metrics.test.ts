import { describe, expect, it } from 'vitest';
import { chooseKeyMetrics, metricLabel, metricValue } from '../../../src/cli/tui/key-metrics.ts';

describe('chooseKeyMetrics', () => {
  it('takes the power of a turbine, then what drives and threatens it', () => {
    const names = [
      'ambient_c',
      'rotor_rpm',
      'gear_oil_c',
      'wind_speed_ms',
      'power_kw',
      'vib_gearbox_mms',
    ];
    expect(chooseKeyMetrics(names)).toMatchObject({ primary: 'power_kw' });
    expect(chooseKeyMetrics(names)?.others.slice(0, 3)).toEqual([
      'wind_speed_ms',
      'gear_oil_c',
      'ambient_c',
    ]);
  });

  it('takes the oil rate of a well', () => {
    expect(chooseKeyMetrics(['bht_c', 'whp_bar', 'oil_rate_bbl_s'])).toMatchObject({
      primary: 'oil_rate_bbl_s',
      others: ['whp_bar', 'bht_c'],
    });
  });

  it('takes the orders of a storefront, then what they bring', () => {
    const names = ['units', 'sessions', 'customer_value_score', 'revenue_usd', 'orders'];
    expect(chooseKeyMetrics(names)).toMatchObject({ primary: 'orders' });
    expect(chooseKeyMetrics(names)?.others.slice(0, 2)).toEqual([
      'revenue_usd',
      'customer_value_score',
    ]);
  });

  it('takes the first of a family that nobody foresaw, and nothing of nothing', () => {
    expect(chooseKeyMetrics(['x', 'y'])).toEqual({ primary: 'x', others: ['y'] });
    expect(chooseKeyMetrics([])).toBeUndefined();
  });
});

describe('metricLabel', () => {
  it.each([
    ['gear_oil_c', 'gear oil', '°C'],
    ['wind_speed_ms', 'wind', 'm/s'],
    ['power_kw', 'power', 'kW'],
    ['oil_rate_bbl_s', 'oil rate', 'bbl/s'],
    ['rssi_dbm', 'rssi', 'dBm'],
    ['revenue_usd', 'revenue', 'USD'],
    ['status_code', 'status code', ''],
    ['temperature', 'temperature', ''],
    ['c', 'c', ''],
  ])('splits %s into "%s" and its unit "%s"', (name, label, unit) => {
    expect(metricLabel(name)).toEqual({ label, unit });
  });
});

describe('metricValue', () => {
  it.each([
    ['power_kw', 1_234.5, '1235'],
    ['power_kw', -0.2, '0'],
    ['gear_oil_c', 61.26, '61.3'],
    ['vib_mms', 1.234, '1.23'],
    ['oil_rate_bbl_s', 0.03217, '0.0322'],
    ['orders', 3, '3'],
    ['revenue_usd', 118.4, '118'],
    ['conversion_share', 0.0312, '0.03'],
    ['anything', Number.NaN, '–'],
  ])('shows %s of %d with the digits of its unit: %s', (name, value, shown) => {
    expect(metricValue(name, value)).toBe(shown);
  });
});
