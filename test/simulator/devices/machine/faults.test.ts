import { describe, expect, it } from 'vitest';
import { MACHINE_FAULTS } from '../../../../src/simulator/devices/machine/faults/index.ts';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { mean, ofDevice, series } from '../../wind-farm.ts';
import {
  factory,
  FIRST,
  fleetOf,
  HOUR_MS,
  MINUTE_MS,
  MONDAY,
  runFor,
  STEADY,
} from './factory-fixture.ts';

const DAY_MS = 24 * HOUR_MS;

interface Pair {
  readonly healthy: readonly Reading[];
  readonly sick: readonly Reading[];
}

const deviceOf = (mode: string): string => {
  const [kind = 'spindle'] = MACHINE_FAULTS.find((fault) => fault.mode === mode)?.kinds ?? [];
  return FIRST[kind];
};

/** Three hours of a machine with a fault of one hour, and its twin without on the same numbers. */
async function pair(mode: string, ...overrides: readonly string[]): Promise<Pair> {
  const device = deviceOf(mode);
  const count = `count=${Number(device.slice(-3))}`;
  const profile = await factory(count, 'interval=10s', ...STEADY, ...overrides);
  const fault = { mode, device, delayMs: HOUR_MS, overMs: HOUR_MS };
  return {
    healthy: ofDevice(runFor(fleetOf(profile), 3 * HOUR_MS), device),
    sick: ofDevice(runFor(fleetOf(profile, fault), 3 * HOUR_MS), device),
  };
}

/** Metrics that differ anywhere between the two. */
function moved({ healthy, sick }: Pair): readonly string[] {
  return Object.keys(healthy[0]?.metrics ?? {}).filter((name) =>
    sick.some(({ metrics }, i) => metrics[name] !== healthy[i]?.metrics[name]),
  );
}

/** Mean of a metric in the last half hour with the fault, over or less that without. */
const late = (readings: readonly Reading[], metric: string): number =>
  mean(series(readings.slice(-180), metric));
const ratio = ({ healthy, sick }: Pair, metric: string): number =>
  late(sick, metric) / late(healthy, metric);
const rise = ({ healthy, sick }: Pair, metric: string): number =>
  late(sick, metric) - late(healthy, metric);

/** Mean over the first five minutes of a fault. */
const fiveMinutes = (readings: readonly Reading[], metric: string): number =>
  mean(series(readings.slice(361, 391), metric));

const end = (readings: readonly Reading[], metric: string): number =>
  readings.at(-1)?.metrics[metric] as number;

/** Standard deviation of a metric in the last half hour. */
function spread(readings: readonly Reading[], metric: string): number {
  const values = series(readings.slice(-180), metric);
  const centre = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
}

const squares = (readings: readonly Reading[]): number =>
  mean(series(readings.slice(-30), 'vibration').map((v) => v * v));

/** What an unbalance adds to the vibration at a share of rated speed, mm/s. */
async function unbalanceAt(speed: number): Promise<number> {
  const { healthy, sick } = await pair(
    'imbalance',
    `model.spindle.runSpeedShare=${speed}`,
    'model.vibration.residualOnceMms=0',
    'model.vibration.scatter=0',
  );
  return Math.sqrt(squares(sick) - squares(healthy));
}

describe('a fault of a machine', () => {
  it.each(MACHINE_FAULTS.map(({ mode, channels }) => [mode, channels] as const))(
    '"%s" moves the channels that it names and no other',
    async (mode, channels) => {
      expect(moved(await pair(mode)).toSorted()).toEqual(channels.toSorted());
    },
  );

  it.each(MACHINE_FAULTS.map(({ mode }) => [mode]))(
    '"%s" changes nothing before its onset, and no other machine',
    async (mode) => {
      const profile = await factory('count=4', 'interval=30s');
      const device = deviceOf(mode);
      const fault = { mode, device, delayMs: HOUR_MS / 2, overMs: HOUR_MS / 2 };
      const sick = runFor(fleetOf(profile, fault), HOUR_MS);
      const healthy = runFor(fleetOf(profile), HOUR_MS);
      const isTouched = (reading: Reading): boolean =>
        reading.device === device && reading.ts > MONDAY + HOUR_MS / 2;
      const untouched = (readings: readonly Reading[]): readonly Reading[] =>
        readings.filter((reading) => !isTouched(reading));
      expect(untouched(sick)).toEqual(untouched(healthy));
    },
  );

  it('is refused by a kind of machine that cannot have it', async () => {
    const profile = await factory('count=4');
    const fault = { mode: 'cavitation', device: FIRST.conveyor, delayMs: 0 };
    expect(() => fleetOf(profile, fault)).toThrow(/machine-004 is a conveyor/);
  });
});

describe('the size of an effect', () => {
  it('is a hot winding when half of the cooling is lost', async () => {
    expect(rise(await pair('overheating'), 'motor_temp_c')).toBeGreaterThan(10);
  });

  it('is ten degrees and noise, not velocity, without grease', async () => {
    const dry = await pair('lubrication-loss');
    expect(rise(dry, 'bearing_temp_c')).toBeGreaterThan(10);
    expect(ratio(dry, 'accel_g')).toBeGreaterThan(2.5);
    expect(ratio(dry, 'vibration')).toBe(1);
  });

  it('is unsteady pressure and 5-20 % less flow when a pump cavitates', async () => {
    const cavitating = await pair('cavitation');
    expect(
      spread(cavitating.sick, 'pressure') / spread(cavitating.healthy, 'pressure'),
    ).toBeGreaterThan(2);
    expect(ratio(cavitating, 'flow')).toBeGreaterThan(0.8);
    expect(ratio(cavitating, 'flow')).toBeLessThan(0.95);
  });

  it('is 10-40 % of the pressure when a seal leaks', async () => {
    const leaking = await pair('seal-leak');
    expect(ratio(leaking, 'pressure')).toBeGreaterThan(0.6);
    expect(ratio(leaking, 'pressure')).toBeLessThan(0.9);
  });

  it('is 15-40 % more torque with a worn tool, whose counter only counts time', async () => {
    const worn = await pair('tool-wear');
    expect(ratio(worn, 'load_pct')).toBeCloseTo(1.4, 2);
    expect(ratio(worn, 'tool_wear_min')).toBe(1);
  });

  it('is 40 % less torque at once when the tool breaks, and impacts', async () => {
    const broken = await pair('tool-break');
    const { healthy, sick } = broken;
    expect(fiveMinutes(sick, 'load_pct') / fiveMinutes(healthy, 'load_pct')).toBeCloseTo(0.6, 2);
    expect(fiveMinutes(sick, 'kurtosis')).toBeGreaterThan(fiveMinutes(healthy, 'kurtosis') + 1);
    expect(ratio(broken, 'tool_wear_min')).toBe(1);
  });

  it('is a slower shaft when the belt slips', async () => {
    expect(ratio(await pair('belt-slip'), 'rpm')).toBeCloseTo(0.88, 2);
  });
});

describe('wear of the bearing', () => {
  it('raises the kurtosis first, which falls again as the damage spreads', async () => {
    const { sick } = await pair('bearing-wear');
    const kurtosis = series(sick, 'kurtosis').slice(360);
    const tenMinutes = (from: number): number => mean(kurtosis.slice(from, from + 12));
    const course = Array.from({ length: 30 }, (_, i) => tenMinutes(i * 12));
    expect(Math.max(...course)).toBeGreaterThan(7);
    expect(tenMinutes(400)).toBeLessThan(Math.max(...course) - 0.5);
    expect(tenMinutes(400)).toBeGreaterThan(5);
  });

  it('raises the velocity by half only late in life, as bearing rigs do', async () => {
    const { healthy, sick } = await pair(
      'bearing-wear',
      'model.vibration.tripMms=100',
      'model.bearing.endGainSdLog=0',
    );
    const factors = series(sick, 'vibration').map(
      (value, i) => value / (healthy[i]?.metrics['vibration'] as number),
    );
    const sustained = factors.findLastIndex((factor) => factor < 1.5);
    const shareOfLife = (sustained - 360) / 360;
    expect(shareOfLife).toBeGreaterThan(0.75);
    expect(shareOfLife).toBeLessThan(1);
    expect(mean(factors.slice(-100))).toBeGreaterThan(4);
  });

  it('trips the machine when the velocity is dangerous, and repair follows', async () => {
    const overrides = ['model.vibration.tripMms=3', 'model.operation.failureH=0.5'];
    const { sick } = await pair('bearing-wear', ...overrides);
    const codes = series(sick, 'machine_status');
    expect(codes).toContain(4);
    expect(codes.indexOf(5)).toBeGreaterThan(codes.indexOf(4));
    const stopped = sick.filter(({ metrics }) => metrics['machine_status'] === 4).slice(30);
    expect(Math.max(...series(stopped, 'rpm'))).toBe(0);
  });

  it('is gone after a repair: the machine works on as its healthy twin does', async () => {
    const profile = await factory(
      'count=1',
      'interval=60s',
      ...STEADY,
      'model.vibration.scatter=0',
      'model.vibration.tripMms=3',
    );
    const fault = { mode: 'bearing-wear', device: FIRST.spindle, delayMs: 0, overMs: HOUR_MS };
    const mended = runFor(fleetOf(profile, { ...fault, repairAfterMs: 8 * HOUR_MS }), DAY_MS);
    const kept = runFor(fleetOf(profile, fault), DAY_MS);
    const healthy = runFor(fleetOf(profile), DAY_MS);
    expect(series(mended, 'machine_status')).toContain(4);
    expect(end(mended, 'machine_status')).toBe(2);
    expect(end(mended, 'vibration')).toBeCloseTo(end(healthy, 'vibration'), 2);
    expect(end(kept, 'vibration')).toBeGreaterThan(2 * end(healthy, 'vibration'));
  });
});

describe('unbalance', () => {
  it('shakes with the square of the speed', async () => {
    expect((await unbalanceAt(1)) / (await unbalanceAt(0.5))).toBeCloseTo(4, 1);
  });
});

describe('a machine that trips over and over', () => {
  it('counts no energy but standby while it stands', async () => {
    const profile = await factory('count=1', 'interval=10s', 'model.vibration.tripMms=0.5');
    const readings = runFor(fleetOf(profile), 10 * MINUTE_MS);
    expect(new Set(series(readings, 'machine_status'))).toEqual(new Set([4]));
    expect(Math.max(...series(readings, 'power_kw'))).toBeCloseTo(15 * 0.03, 3);
  });
});
