import { describe, expect, it } from 'vitest';
import { faultModes } from '../../src/simulator/devices/families.ts';
import { telemetryHash } from '../../src/simulator/telemetry-hash.ts';
import { encodeReading } from '../../src/telemetry/message.ts';
import { fleetOf, HOUR_MS, ofDevice, runFor, START, windFarm } from './wind-farm.ts';

const lines = (readings: Iterable<Parameters<typeof encodeReading>[0]>): readonly string[] =>
  [...readings].map((reading) => encodeReading(reading));

async function hashesOf(count: number): Promise<Readonly<Record<string, string>>> {
  const hash = telemetryHash();
  const profile = await windFarm(`count=${count}`);
  for (const reading of fleetOf(profile).advance(START + 5 * 60_000)) hash.add(reading);
  return hash.perDevice();
}

describe('a fleet', () => {
  it('names its devices, numbers them and sets them out on the site', async () => {
    const { devices } = fleetOf(await windFarm('count=8'));
    expect(devices.map(({ name }) => name).slice(0, 2)).toEqual(['wt-001', 'wt-002']);
    expect(new Set(devices.map(({ serial }) => serial)).size).toBe(8);
    expect(new Set(devices.map((d) => `${d.latitude} ${d.longitude}`)).size).toBe(8);
    expect(devices[0]).toMatchObject({ site: 'ridge', type: 'wind_turbine', latitude: 48.45 });
  });

  it('delivers one reading a device and interval, in order of time', async () => {
    const readings = runFor(fleetOf(await windFarm('count=5')), 60_000 - 1);
    expect(readings).toHaveLength(5 * 60);
    expect(readings.map(({ ts }) => ts)).toEqual(
      readings.map(({ ts }) => ts).toSorted((a, b) => a - b),
    );
    const own = ofDevice(readings, 'wt-003').map(({ ts }) => ts);
    expect(new Set(own.slice(1).map((ts, i) => ts - (own[i] as number)))).toEqual(new Set([1_000]));
  });

  it('spreads its devices over the interval', async () => {
    const readings = runFor(fleetOf(await windFarm('count=40', 'interval=10s')), 10_000 - 1);
    const phases = readings.map(({ ts }) => ts - START);
    expect(Math.max(...phases) - Math.min(...phases)).toBeGreaterThan(8_000);
  });

  it('tells when the next reading is due and takes none before it', async () => {
    const fleet = fleetOf(await windFarm('count=3'));
    const due = fleet.nextDue();
    expect([...fleet.advance(due - 1)]).toEqual([]);
    const [first] = fleet.advance(due);
    expect(first?.ts).toBe(due);
    expect(fleet.nextDue()).toBeGreaterThan(due);
  });

  it('leaves due what nobody asked for', async () => {
    const profile = await windFarm('count=3');
    const whole = lines(runFor(fleetOf(profile), 5_000));
    const fleet = fleetOf(profile);
    const pieces: string[] = [];
    for (const reading of fleet.advance(START + 5_000)) {
      pieces.push(encodeReading(reading));
      if (pieces.length === 4) break;
    }
    pieces.push(...lines(fleet.advance(START + 5_000)));
    expect(pieces).toEqual(whole);
  });

  it('says the same for the same seed and something else for another', async () => {
    const profile = await windFarm('count=3');
    const run = (seed: string): readonly string[] =>
      lines(runFor(fleetOf(profile, { seed }), 60_000));
    expect(run('one')).toEqual(run('one'));
    expect(run('one')).not.toEqual(run('two'));
    expect(run('0').length).toBe(run('one').length);
  });

  it('changes no device when there is one more', async () => {
    const [four, five] = [await hashesOf(4), await hashesOf(5)];
    expect(Object.keys(five)).toHaveLength(5);
    expect(five).toMatchObject(four);
  });

  it('does not depend on how often it is asked', async () => {
    const profile = await windFarm('count=2');
    const often = fleetOf(profile);
    const pieces = Array.from({ length: 100 }, (_, i) => lines(often.advance(START + i * 613)));
    expect(pieces.flat()).toEqual(lines(runFor(fleetOf(profile), 99 * 613)));
  });

  it('starts with turbines that have run before: warm, and each at its own point', async () => {
    const readings = runFor(fleetOf(await windFarm('count=12', 'site.wind.startMps=9')), 999);
    const oil = readings.map(({ metrics }) => metrics['gear_oil_c'] as number);
    expect(Math.min(...oil)).toBeGreaterThan(45);
    expect(new Set(oil).size).toBeGreaterThan(6);
    expect(readings.every(({ metrics }) => metrics['status_code'] === 3)).toBe(true);
  });

  it('tells the operating state of a device', async () => {
    const fleet = fleetOf(await windFarm('count=2', 'site.wind.startMps=9'));
    runFor(fleet, 1_000);
    expect(fleet.state('wt-001')).toBe('production');
    expect(() => fleet.state('wt-9')).toThrow('There is no device "wt-9"');
  });
});

describe('faults in a fleet', () => {
  const request = {
    mode: 'gearbox-bearing-wear',
    device: 'wt-001',
    delayMs: 60_000,
    overMs: 60_000,
  };

  it('happen to the device named and to no other, and to nobody before their onset', async () => {
    const profile = await windFarm('count=2', 'site.wind.startMps=9');
    const healthy = runFor(fleetOf(profile), 180_000);
    const sick = runFor(fleetOf(profile, { faults: [request] }), 180_000);
    expect(lines(ofDevice(sick, 'wt-002'))).toEqual(lines(ofDevice(healthy, 'wt-002')));
    const before = (readings: typeof sick): readonly string[] =>
      lines(ofDevice(readings, 'wt-001').filter(({ ts }) => ts <= START + 60_000));
    expect(before(sick)).toEqual(before(healthy));
    expect(lines(sick)).not.toEqual(lines(healthy));
  });

  it('can be injected while it runs, from that moment on', async () => {
    const profile = await windFarm('count=1', 'site.wind.startMps=9');
    const fleet = fleetOf(profile);
    runFor(fleet, 60_000);
    const event = fleet.inject({ ...request, delayMs: 5_000 }, START + 60_000);
    expect(event.onset).toBe(START + 65_000);
    expect(fleet.truth()).toEqual([event]);
    const planned = fleetOf(profile, { faults: [{ ...request, delayMs: 65_000 }] });
    runFor(planned, 60_000);
    expect(lines(fleet.advance(START + 200_000))).toEqual(lines(planned.advance(START + 200_000)));
  });

  it('are told on the side, never in a payload', async () => {
    const fleet = fleetOf(await windFarm('count=1'), {
      faults: [request, { ...request, delayMs: HOUR_MS }],
    });
    expect(fleet.truth().map(({ event }) => event)).toEqual([
      'gearbox-bearing-wear@wt-001#1',
      'gearbox-bearing-wear@wt-001#2',
    ]);
    for (const line of lines(runFor(fleet, 100_000)))
      expect(line).not.toMatch(/wear|fault|truth|severity/u);
  });

  it('move only channels that the turbine has', async () => {
    const [reading] = runFor(fleetOf(await windFarm('count=1')), 1_000);
    for (const { channels } of faultModes('wind_turbine')) {
      for (const channel of channels) expect(reading?.metrics).toHaveProperty(channel);
    }
  });

  it('of unknown mode or device are refused with near names', async () => {
    const fleet = fleetOf(await windFarm('count=3'));
    expect(() => fleet.inject({ ...request, mode: 'gearbox-bearing-ware' }, START)).toThrow(
      'There is no fault mode "gearbox-bearing-ware". Did you mean "gearbox-bearing-wear" or "generator-bearing-wear"?',
    );
    expect(() => fleet.inject({ ...request, device: 'wt-01' }, START)).toThrow(
      /There is no device "wt-01" in this fleet\. Did you mean "wt-001"/u,
    );
    expect(fleet.truth()).toEqual([]);
  });
});

describe('a sensor that fails to deliver', () => {
  it('leaves its metric out of the reading, at the rate given', async () => {
    const profile = await windFarm('count=1', 'model.sensors.missingShare=0.02');
    const readings = runFor(fleetOf(profile), 600_000);
    const missing = readings.map(({ metrics }) => 30 - Object.keys(metrics).length);
    const share = missing.reduce((sum, n) => sum + n, 0) / (30 * readings.length);
    expect(share).toBeGreaterThan(0.015);
    expect(share).toBeLessThan(0.025);
    expect(readings.every(({ metrics }) => Object.values(metrics).every(Number.isFinite))).toBe(
      true,
    );
  });

  it('changes no value that is delivered', async () => {
    const whole = runFor(fleetOf(await windFarm('count=1')), 30_000);
    const holed = runFor(
      fleetOf(await windFarm('count=1', 'model.sensors.missingShare=0.1')),
      30_000,
    );
    holed.forEach(({ metrics }, i) => {
      expect(whole[i]?.metrics).toMatchObject(metrics);
    });
  });
});
