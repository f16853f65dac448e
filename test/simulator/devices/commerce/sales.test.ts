import { describe, expect, it } from 'vitest';
import { createRhythm } from '../../../../src/simulator/devices/commerce/rhythm.ts';
import { createZipf } from '../../../../src/simulator/devices/commerce/zipf.ts';
import { poisson } from '../../../../src/simulator/signals/poisson.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import { DAY_MS, HOUR_MS, mean, ofDevice, series } from '../../wind-farm.ts';
import { MONDAY, sales, shop, shopFleet, total } from './shop.ts';

describe('the sales of a storefront', () => {
  it('are as many as the profile says, a third more at the weekend', async () => {
    const profile = await shop('interval=10m', 'count=3');
    const readings = sales(shopFleet(profile), 14 * DAY_MS);
    const days = (from: number, to: number): number =>
      total(
        readings.filter(({ ts }) => {
          const day = Math.floor((ts - MONDAY) / DAY_MS) % 7;
          return day >= from && day < to;
        }),
        'orders',
      );
    // Two weeks of three storefronts: 30 working days and 12 of a weekend, 2 % of the payments declined.
    const working = days(0, 5) / 30;
    const weekend = days(5, 7) / 12;
    expect(working / (1_400 * 0.98)).toBeCloseTo(1, 1);
    expect(weekend / working).toBeGreaterThan(1.25);
    expect(weekend / working).toBeLessThan(1.35);
  });

  it('sleep by night and peak in the evening of the customers, whatever their clock', () => {
    const rhythm = createRhythm(-5, 1);
    const at = (hour: number): number => rhythm.at(Date.UTC(2026, 2, 4, hour + 5, 30));
    expect(at(3)).toBeLessThan(0.2);
    expect(at(20)).toBeCloseTo(rhythm.peak, 6);
    const day = Array.from({ length: 96 }, (_, i) => rhythm.at(Date.UTC(2026, 2, 4) + i * 900_000));
    expect(mean(day)).toBeCloseTo(1, 6);
  });

  it('are the same for any length of the interval, except for what falls between its ends', async () => {
    const counts = await Promise.all(
      ['1m', '10m'].map(async (interval) => {
        const fleet = shopFleet(await shop(`interval=${interval}`, 'count=1'));
        const readings = sales(fleet, 2 * DAY_MS);
        return total(readings, 'orders');
      }),
    );
    const [fine, coarse] = counts as [number, number];
    expect(Math.abs(fine - coarse)).toBeLessThan(40);
    expect(fine).toBeGreaterThan(2_000);
  });

  it('tell sums that fit together, and no mean of nothing', async () => {
    const readings = sales(shopFleet(await shop('count=2')), DAY_MS);
    const idle = readings.filter(({ metrics }) => metrics['orders'] === 0);
    expect(idle.length).toBeGreaterThan(100);
    expect(total(idle, 'revenue_usd')).toBe(0);
    expect(idle.every(({ metrics }) => !('basket_usd' in metrics))).toBe(true);
    for (const { metrics } of readings.filter((reading) => !idle.includes(reading))) {
      expect(metrics['units']).toBeGreaterThanOrEqual(metrics['orders'] as number);
      expect(metrics['sessions']).toBeGreaterThanOrEqual(metrics['orders'] as number);
      expect(metrics['customer_value_score']).toBeGreaterThanOrEqual(0);
      expect(metrics['customer_value_score']).toBeLessThanOrEqual(1);
    }
    const conversion = total(readings, 'orders') / total(readings, 'sessions');
    expect(conversion).toBeCloseTo(0.03, 2);
    expect(mean(series(readings, 'declined_share'))).toBeCloseTo(0.02, 2);
  });

  it('come from the seed alone, and one storefront more changes no other', async () => {
    const [two, again, three] = await Promise.all([
      shop('count=2'),
      shop('count=2'),
      shop('count=3'),
    ]);
    const readings = sales(shopFleet(two), 6 * HOUR_MS);
    expect(sales(shopFleet(again), 6 * HOUR_MS)).toEqual(readings);
    const more = sales(shopFleet(three), 6 * HOUR_MS);
    expect(ofDevice(more, 'store-001')).toEqual(ofDevice(readings, 'store-001'));
    expect(ofDevice(more, 'store-002')).toEqual(ofDevice(readings, 'store-002'));
  });
});

describe('the customers', () => {
  it('order with Zipf weights', () => {
    const zipf = createZipf(1_000, 1);
    const random = createRandom('zipf');
    const ranks = Array.from({ length: 20_000 }, () => zipf.rankOf(random.next()));
    const share = (rank: number): number => ranks.filter((own) => own === rank).length / 20_000;
    // The first of a thousand has 1/7.485 of the orders, the second half of that.
    expect(zipf.probability(1)).toBeCloseTo(0.1336, 4);
    expect(share(1)).toBeCloseTo(0.134, 2);
    expect(share(2)).toBeCloseTo(0.067, 2);
    expect(Math.max(...ranks)).toBeLessThanOrEqual(1_000);
    expect(Math.min(...ranks)).toBe(1);
    expect([zipf.rankOf(0), zipf.rankOf(1 - 1e-12)]).toEqual([1, 1_000]);
  });

  it('are known from before the start, most of them', async () => {
    const readings = sales(shopFleet(await shop('interval=10m', 'count=2')), DAY_MS);
    const shares = series(readings, 'returning_share').filter((value) => !Number.isNaN(value));
    expect(mean(shares.slice(0, 50))).toBeGreaterThan(0.85);
    expect(mean(shares)).toBeLessThan(1);
  });
});

describe('a Poisson variate', () => {
  it.each([0.5, 8, 400])('of mean %d has that mean and variance', (expected) => {
    const random = createRandom('poisson');
    const counts = Array.from({ length: 4_000 }, () => poisson(expected, random));
    const variance = mean(counts.map((count) => (count - mean(counts)) ** 2));
    expect(mean(counts) / expected).toBeCloseTo(1, 1);
    expect(variance / expected).toBeCloseTo(1, 0);
    expect(counts.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
  });
});
