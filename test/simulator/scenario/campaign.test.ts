import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import type { FaultMode, FaultRequest } from '../../../src/simulator/faults/fault.ts';
import { keepMaintenance } from '../../../src/simulator/generate/maintenance.ts';
import {
  campaignSettings,
  DEFAULT_CAMPAIGN,
} from '../../../src/simulator/scenario/campaign-settings.ts';
import { planCampaign, type CampaignOptions } from '../../../src/simulator/scenario/campaign.ts';
import { withRepairs } from '../../../src/simulator/scenario/repairs.ts';
import { DAY_MS, fleetOf, HOUR_MS, START, windFarm } from '../wind-farm.ts';

function modeOf(mode: string, change: Partial<FaultMode> = {}): FaultMode {
  return {
    mode,
    description: mode,
    kind: 'fault',
    course: 'loss',
    defaultOverMs: DAY_MS,
    perDeviceYear: 0.5,
    channels: [],
    ...change,
  };
}

const MODES = [
  modeOf('wear', { course: 'wear', defaultOverMs: 30 * DAY_MS }),
  modeOf('loss', { perDeviceYear: 2 }),
  modeOf('never', { perDeviceYear: 0 }),
  modeOf('gust', { course: 'block', defaultOverMs: HOUR_MS }),
  modeOf('stop', {
    kind: 'operational',
    course: 'step',
    defaultOverMs: HOUR_MS,
    perDeviceYear: 20,
  }),
];
const devices = Array.from({ length: 1_000 }, (_, i) => `wt-${String(i + 1).padStart(4, '0')}`);
const YEAR_MS = 365.25 * DAY_MS;

function plan(change: Partial<CampaignOptions> = {}): readonly FaultRequest[] {
  return planCampaign({
    settings: DEFAULT_CAMPAIGN,
    devices,
    modesOf: () => MODES,
    taken: [],
    spanMs: YEAR_MS,
    random: createRandom('test'),
    ...change,
  });
}

const isFault = ({ mode }: FaultRequest): boolean => mode !== 'stop';
const ofMode = (faults: readonly FaultRequest[], mode: string): readonly FaultRequest[] =>
  faults.filter((fault) => fault.mode === mode);
const lengthMs = ({ overMs = 0, repairAfterMs = 0 }: FaultRequest): number =>
  overMs + repairAfterMs;
const devicesOf = (faults: readonly FaultRequest[]): ReadonlySet<string> =>
  new Set(faults.map(({ device }) => device));

describe('a campaign', () => {
  const year = plan();

  it('leaves about half of the devices without a fault, and gives confounders to all', () => {
    const afflicted = devicesOf(year.filter(isFault)).size;
    expect(afflicted).toBeGreaterThan(450);
    expect(afflicted).toBeLessThan(550);
    expect(devicesOf(ofMode(year, 'stop')).size).toBe(devices.length);
  });

  it('draws each mode at its own rate per device-year', () => {
    const settings = campaignSettings.parse({ densityMax: 0.5, openMax: 20 });
    const rates = plan({ settings });
    expect(ofMode(rates, 'stop').length / devices.length).toBeCloseTo(20, 0);
    expect(ofMode(rates, 'loss').length / devices.length).toBeGreaterThan(1.8);
    expect(ofMode(rates, 'loss').length / devices.length).toBeLessThan(2.2);
    expect(ofMode(rates, 'gust').length / devices.length).toBeCloseTo(0.5, 0);
    expect(ofMode(rates, 'never')).toEqual([]);
  });

  it('takes rates and their factor from the settings', () => {
    const settings = campaignSettings.parse({ rates: { stop: 5, never: 1 }, rateFactor: 2 });
    const rates = plan({ settings });
    expect(ofMode(rates, 'stop').length / devices.length).toBeCloseTo(10, 0);
    expect(ofMode(rates, 'never').length).toBeGreaterThan(0);
  });

  it('makes some devices lemons', () => {
    const counts = devices.map(
      (name) => year.filter((f) => f.device === name && isFault(f)).length,
    );
    const afflicted = counts.filter((count) => count > 0);
    const mean = afflicted.reduce((sum, count) => sum + count, 0) / afflicted.length;
    expect(Math.max(...afflicted)).toBeGreaterThan(2.5 * mean);
  });

  it.each([YEAR_MS, 90 * DAY_MS, 2 * HOUR_MS])(
    'keeps at most a twentieth of all device time faulty over %d ms, and still has faults',
    (spanMs) => {
      const faults = plan({ spanMs }).filter(isFault);
      const share = faults.reduce((sum, fault) => sum + lengthMs(fault), 0);
      expect(share / (spanMs * devices.length)).toBeLessThan(0.055);
      expect(devicesOf(faults).size).toBeGreaterThan(450);
      const ended = faults.filter(({ delayMs, overMs = 0 }) => delayMs + overMs <= spanMs);
      expect(ended.length / faults.length).toBeGreaterThan(0.8);
    },
  );

  it('spreads the onsets over the span, severities from 0.4 to 1', () => {
    const faults = year.filter(isFault);
    const mean = faults.reduce((sum, { delayMs }) => sum + delayMs, 0) / faults.length;
    expect(mean / YEAR_MS).toBeGreaterThan(0.45);
    expect(mean / YEAR_MS).toBeLessThan(0.55);
    for (const { severity = 0 } of faults) {
      expect(severity).toBeGreaterThanOrEqual(0.4);
      expect(severity).toBeLessThanOrEqual(1);
    }
  });

  it('has one fault of a mode at a time on a device, also beside what is planned already', () => {
    const taken = devices.map((device) => ({ device, mode: 'loss', delayMs: 0, overMs: YEAR_MS }));
    expect(ofMode(plan({ taken }), 'loss')).toEqual([]);
    for (const device of devices.slice(0, 50)) {
      for (const { mode } of MODES) {
        const own = ofMode(year, mode).filter((fault) => fault.device === device);
        own.slice(1).forEach((fault, i) => {
          const before = own[i] as FaultRequest;
          expect(before.delayMs + lengthMs(before)).toBeLessThanOrEqual(fault.delayMs);
        });
      }
    }
  });

  it('plans a device by its name alone', () => {
    const some = plan({ devices: devices.slice(10, 20) });
    expect(some).toEqual(year.filter(({ device }) => device > 'wt-0010' && device <= 'wt-0020'));
  });

  it('repairs what does not pass by itself', () => {
    expect(ofMode(year, 'gust').every(({ repairAfterMs }) => repairAfterMs === 0)).toBe(true);
    expect(ofMode(year, 'wear').every(({ repairAfterMs = 0 }) => repairAfterMs > 0)).toBe(true);
  });
});

describe('repairs', () => {
  const fault = { mode: 'wear', device: 'wt-001', delayMs: 0, overMs: HOUR_MS };

  it('keeps a repair that is asked for, and draws the others', () => {
    const [own, drawn] = withRepairs(
      [
        { ...fault, repairAfterMs: 5 },
        { ...fault, device: 'wt-002' },
      ],
      createRandom('test'),
    );
    expect(own?.repairAfterMs).toBe(5);
    expect(drawn?.repairAfterMs).toBeGreaterThan(HOUR_MS);
  });

  it('has a fault mended before the next of its mode begins', () => {
    const [first] = withRepairs([fault, { ...fault, delayMs: HOUR_MS + 60 }], createRandom('test'));
    expect(first?.repairAfterMs).toBe(60);
  });
});

describe('the maintenance record', () => {
  it('closes a repair when the damage is gone, and has services besides', async () => {
    const profile = await windFarm('count=60', 'interval=10m');
    const names = devices.slice(0, 60).map((name) => name.replace('wt-0', 'wt-'));
    const healthy = fleetOf(profile);
    const faults = plan({ devices: names, modesOf: (device) => healthy.modesOf(device) });
    const truth = fleetOf(profile, { faults }).truth();
    const end = START + YEAR_MS;
    const random = createRandom('test');
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

  it('has an order for what was mended before it failed', async () => {
    const profile = await windFarm('count=1', 'interval=10m');
    const fault = { mode: 'gearbox-bearing-wear', device: 'wt-001', delayMs: 0, overMs: DAY_MS };
    const truth = fleetOf(profile, {
      faults: [{ ...fault, repairAfterMs: -12 * HOUR_MS }],
    }).truth();
    const orders = keepMaintenance({
      devices: ['wt-001'],
      truth,
      start: START,
      end: START + DAY_MS,
      random: createRandom('test'),
    });
    const repair = orders.find(({ type }) => type === 'CM');
    expect(repair).toMatchObject({ closed: START + 12 * HOUR_MS });
    expect(repair?.opened).toBeLessThan(START + 12 * HOUR_MS);
  });
});
