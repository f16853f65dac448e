import { describe, expect, it } from 'vitest';
import { CHANNEL_FAULTS } from '../../../src/simulator/channel/faults/index.ts';
import type { FaultRequest } from '../../../src/simulator/faults/fault.ts';
import type { Fleet } from '../../../src/simulator/fleet.ts';
import type { Profile } from '../../../src/simulator/profile.ts';
import { encodeReading } from '../../../src/telemetry/message.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { fleetOf, ofDevice, runFor, START, windFarm } from '../wind-farm.ts';
import { profileOf } from './fleets.ts';

const MINUTE_MS = 60_000;
const MODES = CHANNEL_FAULTS.map(({ mode }) => mode);

/** Every section at once: a clock that is off, and a transport that loses, doubles and delays. */
const DIRTY = [
  'sensors.gear_oil_c.noise=0.5',
  'dirt.lossShare=0.1',
  'dirt.duplicateShare=0.1',
  'dirt.disorderShare=0.2',
  'dirt.delay=7s',
  'dirt.skewPpm=50',
  'dirt.skewOffset=2s',
];
const POLICIES: readonly (readonly [string, readonly string[]])[] = [
  ['periodic', []],
  ['deadband', ['publish.policy=deadband', 'publish.deadband.others.percent=2']],
  ['historian', ['publish.policy=historian']],
  ['batch', ['publish.policy=batch', 'publish.batch.shortest=20s', 'publish.batch.longest=90s']],
];

const lines = (readings: Iterable<Reading>): readonly string[] =>
  [...readings].map((reading) => encodeReading(reading));
const request = (mode: string, more: Partial<FaultRequest> = {}): FaultRequest => ({
  mode,
  device: 'wt-001',
  delayMs: 2 * MINUTE_MS,
  overMs: 4 * MINUTE_MS,
  ...more,
});

async function farmWith(policy: readonly string[], count = 3): Promise<Profile> {
  return windFarm(`count=${count}`, 'site.wind.startMps=9', ...DIRTY, ...policy);
}

describe.each(POLICIES)('a dirty channel with the policy %s', (_name, policy) => {
  it('says the same for the same seed, however often it is asked', async () => {
    const profile = await farmWith(policy);
    const often = fleetOf(profile);
    const pieces = Array.from({ length: 80 }, (_, i) => lines(often.advance(START + i * 1_613)));
    const whole = lines(runFor(fleetOf(profile), 79 * 1_613));
    expect(whole.length).toBeGreaterThan(50);
    expect(pieces.flat()).toEqual(whole);
    expect(lines(runFor(fleetOf(profile, { seed: 'other' }), 79 * 1_613))).not.toEqual(whole);
  });

  it('changes no device when there is one more', async () => {
    const three = runFor(fleetOf(await farmWith(policy, 3)), 2 * MINUTE_MS);
    const four = runFor(fleetOf(await farmWith(policy, 4)), 2 * MINUTE_MS);
    for (const { device } of three) expect(device).toMatch(/^wt-00[123]$/u);
    for (const device of ['wt-001', 'wt-002', 'wt-003'])
      expect(lines(ofDevice(four, device))).toEqual(lines(ofDevice(three, device)));
  });

  it('delivers in order of delivery, not before it is due and not after it was asked for', async () => {
    const fleet = fleetOf(await farmWith(policy));
    let reached = START;
    for (let until = START; until < START + 5 * MINUTE_MS; until += 10_007) {
      for (const _ of fleet.advance(until)) {
        expect(fleet.reached()).toBeGreaterThanOrEqual(reached);
        expect(fleet.reached()).toBeLessThanOrEqual(until);
        reached = fleet.reached();
      }
      expect(fleet.nextDue()).toBeGreaterThan(until);
    }
    expect(reached).toBeGreaterThan(START + 4 * MINUTE_MS);
  });
});

describe('what a channel does', () => {
  it('loses and doubles the share of readings given', async () => {
    const profile = await windFarm('count=4', 'dirt.lossShare=0.2', 'dirt.duplicateShare=0.05');
    const readings = runFor(fleetOf(profile), 30 * MINUTE_MS - 1);
    const taken = 4 * 1_800;
    const distinct = new Set(readings.map(({ device, ts }) => `${device} ${ts}`)).size;
    expect(distinct / taken).toBeGreaterThan(0.78);
    expect(distinct / taken).toBeLessThan(0.82);
    expect(readings.length / distinct).toBeGreaterThan(1.04);
    expect(readings.length / distinct).toBeLessThan(1.06);
  });

  it('delivers batches late, with the time at which each sample was taken', async () => {
    const fleet = fleetOf(await windFarm('count=1', ...(POLICIES[3]?.[1] ?? [])));
    const late: number[] = [];
    for (const { ts } of fleet.advance(START + 5 * MINUTE_MS)) late.push(fleet.reached() - ts);
    expect(late.length).toBeGreaterThan(200);
    expect(Math.max(...late)).toBeGreaterThan(15_000);
    expect(Math.min(...late)).toBe(0);
  });

  it('refuses a metric that no device has, with near names', async () => {
    const profile = await windFarm('count=1', 'sensors.gear_oil.noise=1');
    expect(() => fleetOf(profile)).toThrow(
      /^sensors\.gear_oil: no device of wind-farm has this metric\. Did you mean "gear_oil_c"/u,
    );
  });
});

function first(fleet: Fleet): string {
  return fleet.devices[0]?.name ?? '';
}

describe.each(['wind-farm', 'factory', 'bose-fleet', 'oil-field', 'oil-field-esp'])(
  'faults of sensors and clocks in %s',
  (name) => {
    it('can happen to every device, and leave no word of it in what is sent', async () => {
      const profile = await profileOf(name, 'count=1', 'interval=1s');
      const device = first(fleetOf(profile));
      const faults = MODES.map((mode) => request(mode, { device, delayMs: 1_000 }));
      const fleet = fleetOf(profile, { faults });
      expect(fleet.modesOf(device).map(({ mode }) => mode)).toEqual(expect.arrayContaining(MODES));
      const text = lines(runFor(fleet, MINUTE_MS)).join('\n');
      const words = [...MODES, ...Object.keys(fleet.truth()[0] ?? {})].filter(
        (word) => word !== 'device',
      );
      expect(words).toContain('severity');
      for (const word of words) expect(text).not.toContain(word);
    });

    it('happen to nobody before their onset, nor ever to another device', async () => {
      const profile = await profileOf(name, 'count=2', 'interval=1s');
      const healthy = runFor(fleetOf(profile), 3 * MINUTE_MS);
      const device = first(fleetOf(profile));
      const faults = MODES.map((mode) => request(mode, { device }));
      const sick = runFor(fleetOf(profile, { faults }), 3 * MINUTE_MS);
      const until = START + 2 * MINUTE_MS;
      const early = healthy.filter(({ ts }) => ts <= until);
      expect(lines(sick.slice(0, early.length))).toEqual(lines(early));
      expect(lines(ofDevice(sick, device))).not.toEqual(lines(ofDevice(healthy, device)));
      const other = healthy.find((reading) => reading.device !== device)?.device ?? '';
      expect(lines(ofDevice(sick, other))).toEqual(lines(ofDevice(healthy, other)));
    });
  },
);

describe('an injected fault of a sensor', () => {
  it('is the same planned or injected at its moment', async () => {
    const profile = await windFarm('count=1', 'site.wind.startMps=9');
    const planned = fleetOf(profile, { faults: MODES.map((mode) => request(mode)) });
    const live = fleetOf(profile);
    const readings = lines(runFor(planned, 5 * MINUTE_MS));
    const before = lines(runFor(live, 2 * MINUTE_MS));
    for (const mode of MODES) live.inject(request(mode, { delayMs: 0 }), START + 2 * MINUTE_MS);
    expect([...before, ...lines(live.advance(START + 5 * MINUTE_MS))]).toEqual(readings);
    expect(live.truth()).toEqual(planned.truth());
  });

  it('happens to the channel named, or to one that is drawn and told', async () => {
    const profile = await windFarm('count=8');
    const fleet = fleetOf(profile);
    const named = fleet.inject(request('sensor-bias', { channel: 'nacelle_c' }), START);
    expect(named.channels).toEqual(['nacelle_c']);
    const drawn = fleet.devices.map(
      ({ name }) => fleet.inject(request('sensor-stuck', { device: name }), START).channels[0],
    );
    expect(new Set(drawn).size).toBeGreaterThan(3);
    expect(drawn).not.toContain('status_code');
    const swapped = fleet.devices.map(
      ({ name }) => fleet.inject(request('sensor-unit-swap', { device: name }), START).channels[0],
    );
    for (const channel of swapped) expect(channel).toMatch(/_(?:c|mms|bar)$/u);
    expect(fleet.inject(request('clock-skew'), START).channels).toEqual([]);
  });

  it.each([
    ['sensor-stuck', 'gear_oil', 'wt-001 has no metric "gear_oil". Did you mean "gear_oil_c"'],
    ['sensor-unit-swap', 'power_kw', '"sensor-unit-swap" has nothing to do with power_kw.'],
    ['clock-skew', 'power_kw', '"clock-skew" concerns whole readings'],
    ['oil-cooler-loss', 'power_kw', '"oil-cooler-loss" moves channels of its own'],
  ])('%s is refused on %s', async (mode, channel, message) => {
    const fleet = fleetOf(await windFarm('count=1'));
    expect(() => fleet.inject(request(mode, { channel }), START)).toThrow(message);
    expect(fleet.truth()).toEqual([]);
  });
});

/** An hour of one turbine with the fault from the start. */
async function during(mode: string): Promise<readonly Reading[]> {
  const profile = await windFarm('count=1');
  const faults = [request(mode, { delayMs: 0, overMs: 3_600_000 })];
  return runFor(fleetOf(profile, { faults }), 3_599_000);
}

describe('a fault of the clock or logger', () => {
  it('sets every time off by the same seconds or minutes', async () => {
    const healthy = runFor(fleetOf(await windFarm('count=1')), 3_599_000);
    const skewed = await during('clock-skew');
    const off = new Set(skewed.slice(1).map(({ ts }, i) => ts - (healthy[i + 1]?.ts ?? 0)));
    expect(off.size).toBe(1);
    const [offMs = 0] = off;
    expect(Math.abs(offMs)).toBeGreaterThanOrEqual(5_000);
    expect(Math.abs(offMs)).toBeLessThanOrEqual(600_000);
  });

  it('gives a tenth of the readings the time of the one before', async () => {
    const readings = await during('duplicate-timestamps');
    const repeated = readings.filter(({ ts }, i) => ts === readings[i - 1]?.ts);
    expect(readings).toHaveLength(3_599);
    expect(repeated.length / 3_600).toBeGreaterThan(0.08);
    expect(repeated.length / 3_600).toBeLessThan(0.12);
  });

  it('sends five percent of the readings never', async () => {
    const missing = 1 - (await during('missing-seconds')).length / 3_600;
    expect(missing).toBeGreaterThan(0.035);
    expect(missing).toBeLessThan(0.065);
  });
});
