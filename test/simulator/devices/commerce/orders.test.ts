import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../../src/simulator/devices/commerce/orders.ts';
import { orderRows } from '../../../../src/simulator/generate/orders-file.ts';
import { DAY_MS } from '../../wind-farm.ts';
import { MONDAY, sales, shop, shopFleet, total, type CommerceProfile } from './shop.ts';

const SPAN = { seed: 'test', start: MONDAY, end: MONDAY + DAY_MS, faults: [] };
const DIRTY = ['mixedDates', 'paddedCurrency', 'mojibake', 'duplicates'].map(
  (kind) => `model.dirt.${kind}=0.4`,
);

const rowsOf = (profile: CommerceProfile): readonly OrderRow[] => [
  ...orderRows({ profile, ...SPAN }).rows,
];
const sum = (rows: readonly OrderRow[], column: keyof OrderRow): number =>
  rows.reduce((all, row) => all + Number(row[column]), 0);

describe('the single orders', () => {
  it('are those that the readings of the same seed add up', async () => {
    const profile = await shop('count=2');
    const rows = rowsOf(profile);
    const readings = sales(shopFleet(profile), DAY_MS);
    // The last interval of each storefront ends after its last reading.
    expect(Math.abs(rows.length - total(readings, 'orders'))).toBeLessThan(5);
    expect(sum(rows, 'total_amount') / total(readings, 'revenue_usd')).toBeCloseTo(1, 2);
    expect(sum(rows, 'quantity') / total(readings, 'units')).toBeCloseTo(1, 2);
  });

  it('come in order of time with sums that are right and numbers that are unique', async () => {
    const rows = rowsOf(await shop('count=3'));
    const dates = rows.map((row) => String(row.order_date));
    expect(dates).toEqual(dates.toSorted());
    expect(new Set(rows.map((row) => row.order_id)).size).toBe(rows.length);
    for (const row of rows) {
      const gross = Number(row.quantity) * Number(row.unit_price);
      expect(row.total_amount).toBeCloseTo(gross * (1 - Number(row.discount)), 1);
      expect(String(row.customer_since) <= String(row.order_date)).toBe(true);
    }
  });

  it('show events: a promotion makes more of them, and says so in the truth', async () => {
    const profile = await shop('count=1');
    const promotion = { mode: 'promotion', device: 'store-001', delayMs: 0 };
    const { rows, truth } = orderRows({ profile, ...SPAN, faults: [promotion] });
    expect([...rows].length).toBeGreaterThan(2 * rowsOf(profile).length);
    expect(truth).toMatchObject([{ mode: 'promotion', kind: 'operational', onset: MONDAY }]);
  });
});

describe('dirt', () => {
  it('changes the text of rows as told, row for row the same for the same seed', async () => {
    const rows = rowsOf(await shop('count=2', ...DIRTY)).slice(0, 24);
    const text = rows.map(
      (row) =>
        `${row.order_id} | ${row.order_date} | ${row.product_category} | ${row.unit_price} | ${row.total_amount} | ${row.country}\n`,
    );
    await expect(text.join('')).toMatchFileSnapshot('golden/dirty-rows.txt');
  });

  it('of one kind leaves every other text alone', async () => {
    const clean = rowsOf(await shop('count=1'));
    const dated = rowsOf(await shop('count=1', 'model.dirt.mixedDates=1'));
    const twice = rowsOf(await shop('count=1', 'model.dirt.duplicates=1'));
    expect(dated.map((row, i) => ({ ...row, order_date: clean[i]?.order_date }))).toEqual(clean);
    expect(dated.every((row, i) => row.order_date !== clean[i]?.order_date)).toBe(true);
    expect(twice).toEqual(clean.flatMap((row) => [row, row]));
  });
});
