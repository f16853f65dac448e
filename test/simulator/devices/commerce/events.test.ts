import { describe, expect, it } from 'vitest';
import { COMMERCE_EVENTS } from '../../../../src/simulator/devices/commerce/faults/index.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { HOUR_MS, mean, ofDevice, series } from '../../wind-farm.ts';
import { MONDAY, sales, shop, shopFleet, total } from './shop.ts';

const FROM = 10 * HOUR_MS;
const OVER = 4 * HOUR_MS;

/** A storefront with an event from ten to fourteen o'clock, its twin without, and their neighbours. */
async function pair(mode: string) {
  const profile = await shop('count=2', 'interval=5m');
  const fault = { mode, device: 'store-001', delayMs: FROM, overMs: OVER };
  const plain = sales(shopFleet(profile), 18 * HOUR_MS);
  const moved = sales(shopFleet(profile, [fault]), 18 * HOUR_MS);
  return {
    plain: ofDevice(plain, 'store-001'),
    moved: ofDevice(moved, 'store-001'),
    neighbours: [ofDevice(plain, 'store-002'), ofDevice(moved, 'store-002')],
  };
}

const between = (readings: readonly Reading[], from: number, to: number): readonly Reading[] =>
  readings.filter(({ ts }) => ts >= MONDAY + from && ts < MONDAY + to);
const during = (readings: readonly Reading[]): readonly Reading[] =>
  between(readings, FROM, FROM + OVER);
const before = (readings: readonly Reading[]): readonly Reading[] => between(readings, 0, FROM);

describe.each(COMMERCE_EVENTS)('the event $mode', ({ mode, channels, kind }) => {
  it('moves its channels while it lasts, nothing before it and no other storefront', async () => {
    const { plain, moved, neighbours } = await pair(mode);
    expect(kind).toBe('operational');
    expect(before(moved)).toEqual(before(plain));
    expect(neighbours[1]).toEqual(neighbours[0]);
    for (const metric of channels) {
      expect(series(during(moved), metric)).not.toEqual(series(during(plain), metric));
    }
  });
});

describe('an event at its strongest', () => {
  it('promotion: two and a half times the orders, a fifth off', async () => {
    const { plain, moved } = await pair('promotion');
    const ratio = total(during(moved), 'orders') / total(during(plain), 'orders');
    expect(ratio).toBeGreaterThan(2.2);
    expect(ratio).toBeLessThan(2.8);
    const discount = (readings: readonly Reading[]): number =>
      mean(series(during(readings), 'discount_share').filter((value) => !Number.isNaN(value)));
    expect(discount(moved) - discount(plain)).toBeCloseTo(0.2, 1);
    const after = between(moved, FROM + OVER + HOUR_MS, 18 * HOUR_MS);
    expect(mean(series(after, 'discount_share'))).toBeLessThan(0.08);
  });

  it('payment-outage: nine purchases of ten are lost, and it is told', async () => {
    const { plain, moved } = await pair('payment-outage');
    const ratio = total(during(moved), 'orders') / total(during(plain), 'orders');
    expect(ratio).toBeLessThan(0.15);
    expect(mean(series(during(moved), 'declined_share').slice(12))).toBeGreaterThan(0.8);
  });

  it('bot-traffic: sessions without an order more', async () => {
    const { plain, moved } = await pair('bot-traffic');
    expect(series(moved, 'orders')).toEqual(series(plain, 'orders'));
    const most = Math.max(...series(during(moved), 'sessions'));
    expect(most).toBeGreaterThan(6 * Math.max(...series(during(plain), 'sessions')));
  });

  it('feed-gap: silence, then everything at once and nothing lost', async () => {
    const { plain, moved } = await pair('feed-gap');
    expect(total(during(moved), 'orders')).toBe(0);
    expect(total(during(moved), 'sessions')).toBe(0);
    expect(total(moved, 'orders')).toBe(total(plain, 'orders'));
    expect(total(moved, 'sessions')).toBe(total(plain, 'sessions'));
    const [first] = between(moved, FROM + OVER, 18 * HOUR_MS);
    expect(first?.metrics['orders']).toBeGreaterThan(total(during(plain), 'orders'));
  });
});
