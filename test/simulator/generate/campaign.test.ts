import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import { faultModes } from '../../../src/simulator/devices/families.ts';
import { planCampaign } from '../../../src/simulator/generate/campaign.ts';
import { keepMaintenance, withRepairs } from '../../../src/simulator/generate/maintenance.ts';
import { DAY_MS, fleetOf, START, windFarm } from '../wind-farm.ts';

const modes = faultModes('wind_turbine');
const devices = Array.from({ length: 1_000 }, (_, i) => `wt-${String(i + 1).padStart(4, '0')}`);
const random = createRandom('test');
const spanMs = 90 * DAY_MS;
const faults = planCampaign({ devices, modesOf: () => modes, spanMs, random });

describe('a campaign', () => {
  it('leaves about half of the devices healthy and uses every mode', () => {
    const afflicted = new Set(faults.map(({ device }) => device)).size;
    expect(afflicted).toBeGreaterThan(450);
    expect(afflicted).toBeLessThan(550);
    expect(new Set(faults.map(({ mode }) => mode)).size).toBe(modes.length);
  });

  it('spreads the onsets over the data set, severities from 0.4 to 1', () => {
    const mean = faults.reduce((sum, { delayMs }) => sum + delayMs, 0) / faults.length;
    expect(mean / spanMs).toBeCloseTo(0.5, 1);
    for (const { delayMs, severity = 0, overMs = 0 } of faults) {
      expect(delayMs).toBeLessThan(spanMs);
      expect(severity).toBeGreaterThanOrEqual(0.4);
      expect(severity).toBeLessThanOrEqual(1);
      expect(overMs).toBeLessThanOrEqual(spanMs / 2);
    }
  });
});

describe('the maintenance record', () => {
  it('closes a repair when the damage is gone, and has services besides', async () => {
    const profile = await windFarm('count=60', 'interval=10m');
    const names = devices.slice(0, 60).map((name) => name.replace('wt-0', 'wt-'));
    const planned = planCampaign({ devices: names, modesOf: () => modes, spanMs, random });
    const truth = fleetOf(profile, { faults: withRepairs(planned, random) }).truth();
    const end = START + 2 * spanMs;
    const orders = keepMaintenance({ devices: names, truth, start: START, end, random });
    const repairs = orders.filter(({ type }) => type === 'CM');
    const exact = repairs.filter(
      ({ event, closed }) => truth.find((t) => t.event === event)?.repaired === closed,
    );
    expect(repairs.length).toBeGreaterThan(10);
    expect(exact.length / repairs.length).toBeGreaterThan(0.8);
    expect(orders.some(({ type }) => type === 'PM')).toBe(true);
    expect(orders.map(({ opened }) => opened)).toEqual(
      orders.map(({ opened }) => opened).toSorted((a, b) => a - b),
    );
  });
});
