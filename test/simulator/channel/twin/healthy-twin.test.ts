import { describe, expect, it } from 'vitest';
import { createScatter } from '../../../../src/simulator/channel/twin/scatter.ts';
import type { FaultRequest } from '../../../../src/simulator/faults/fault.ts';
import { createFleet } from '../../../../src/simulator/fleet.ts';
import type { Profile } from '../../../../src/simulator/profile.ts';
import { encodeReading } from '../../../../src/telemetry/message.ts';
import type { TruthEvent } from '../../../../src/telemetry/truth.ts';
import { fleetOf, ofDevice, runFor, series, START, windFarm } from '../../wind-farm.ts';
import { profileOf } from '../fleets.ts';

const MINUTE_MS = 60_000;
const LIMITS = [
  { metric: 'gear_oil_c', above: 66 },
  { metric: 'vib_gearbox_mms', above: 4.38 },
];

const farm = (...overrides: readonly string[]): Promise<Profile> =>
  windFarm('count=3', 'interval=10s', 'site.wind.startMps=11', ...overrides);

const request = (mode: string, more: Partial<FaultRequest> = {}): FaultRequest => ({
  mode,
  device: 'wt-002',
  delayMs: 60 * MINUTE_MS,
  overMs: 120 * MINUTE_MS,
  ...more,
});

/** The truth after `minutes`, of faults that are planned or injected as the run goes on. */
function truthAfter(
  profile: Profile,
  minutes: number,
  given: { readonly planned?: readonly FaultRequest[]; readonly live?: FaultRequest },
): readonly TruthEvent[] {
  const { planned = [], live } = given;
  const fleet = createFleet({
    profile,
    seed: 'test',
    start: START,
    faults: planned,
    limits: LIMITS,
  });
  if (live !== undefined) {
    runFor(fleet, live.delayMs);
    fleet.inject({ ...live, delayMs: 0 }, START + live.delayMs);
  }
  runFor(fleet, minutes * MINUTE_MS);
  return fleet.truth();
}

/** The definition, worked out from two runs that are held in full. */
function byHand(profile: Profile, fault: FaultRequest, minutes: number) {
  const { device } = fault;
  const healthy = ofDevice(runFor(fleetOf(profile), minutes * MINUTE_MS), device);
  const fleet = fleetOf(profile, { faults: [fault] });
  const sick = ofDevice(runFor(fleet, minutes * MINUTE_MS), device);
  const [event] = fleet.truth();
  const firstOf = (channel: string, isIt: (a: number, b: number) => boolean): number => {
    const [a, b] = [series(healthy, channel), series(sick, channel)];
    const found = healthy.find(
      ({ ts }, i) => isIt(a[i] as number, b[i] as number) && ts > (event?.onset ?? 0),
    );
    return found?.ts ?? Infinity;
  };
  const channels = event?.channels ?? [];
  const detectable = channels.map((channel) => {
    const scatter = createScatter(profile.intervalMs);
    return firstOf(channel, (a, b) => {
      scatter.learn(a);
      return Math.abs(a - b) > 3 * scatter.sigma();
    });
  });
  const limits = LIMITS.filter(({ metric }) => channels.includes(metric));
  const passed = limits.map(({ metric, above }) =>
    firstOf(metric, (a, b) => b > above && a <= above),
  );
  return { detectable: Math.min(...detectable), alarmLimit: Math.min(...passed) };
}

describe('what is known of a fault afterwards', () => {
  it.each(['gearbox-bearing-wear', 'oil-cooler-loss'])(
    'is when %s first stands out of the scatter, and when it passes a limit',
    async (mode) => {
      const profile = await farm();
      const [event] = truthAfter(profile, 240, { planned: [request(mode)] });
      const { onset, detectable, alarmLimit = Infinity } = event as TruthEvent;
      expect({ detectable, alarmLimit }).toEqual(byHand(profile, request(mode), 240));
      expect(detectable).toBeGreaterThan(onset);
      expect(alarmLimit).toBeGreaterThan(detectable as number);
    },
  );

  it('is the same for a fault that is injected late as for one that was planned', async () => {
    const profile = await farm();
    const fault = request('gearbox-bearing-wear', { delayMs: 180 * MINUTE_MS });
    const planned = truthAfter(profile, 330, { planned: [fault] });
    expect(planned[0]?.detectable).toBeGreaterThan(START + 180 * MINUTE_MS);
    expect(truthAfter(profile, 330, { live: fault })).toEqual(planned);
  });

  it('is the same for a second fault of a device that has one already', async () => {
    const profile = await farm();
    const first = request('sensor-bias', { delayMs: 0, overMs: 60_000, channel: 'nacelle_c' });
    const second = request('oil-cooler-loss', { delayMs: 120 * MINUTE_MS });
    const planned = truthAfter(profile, 300, { planned: [first, second] });
    expect(truthAfter(profile, 300, { planned: [first], live: second })).toEqual(planned);
    const [alone] = truthAfter(profile, 300, { planned: [second] });
    expect(planned[1]).toEqual(alone);
  });

  it('is nothing before it has come to pass, and grows as the run goes on', async () => {
    const fault = request('gearbox-bearing-wear');
    const profile = await farm();
    expect(truthAfter(profile, 50, { planned: [fault] })[0]).not.toHaveProperty('detectable');
    const [event] = truthAfter(profile, 400, { planned: [fault] });
    expect(event).toHaveProperty('detectable');
    expect(event).toHaveProperty('alarmLimit');
  });

  it('is nothing of a fault that is over before it shows', async () => {
    const fault = request('oil-cooler-loss', { overMs: 20_000, repairAfterMs: 0, severity: 0.01 });
    const [event] = truthAfter(await farm(), 300, { planned: [fault] });
    expect(event).toHaveProperty('repaired');
    expect(event).not.toHaveProperty('detectable');
  });

  it('tells of a sensor when it first delivers something else, or nothing', async () => {
    const profile = await farm();
    const fault = request('sensor-dropout', { channel: 'gear_oil_c' });
    const fleet = fleetOf(profile, { faults: [fault] });
    const own = ofDevice(runFor(fleet, 200 * MINUTE_MS), 'wt-002');
    const first = own.find(({ metrics }) => metrics['gear_oil_c'] === undefined);
    expect(first).toBeDefined();
    expect(fleet.truth()[0]?.detectable).toBe(first?.ts);
  });

  it('is nothing of a clock, which moves no value', async () => {
    const [event] = truthAfter(await farm(), 200, { planned: [request('clock-skew')] });
    expect(event).toMatchObject({ kind: 'comms', channels: [] });
    expect(event).not.toHaveProperty('detectable');
  });

  it('goes by the sensors of the profile, noise included', async () => {
    const mode = 'oil-cooler-loss';
    const [exact] = truthAfter(await farm(), 240, { planned: [request(mode)] });
    const blunt = await farm('sensors.gear_oil_c.noise=5');
    const [hidden] = truthAfter(blunt, 240, { planned: [request(mode)] });
    expect(hidden?.detectable).toBe(byHand(blunt, request(mode), 240).detectable);
    expect(exact?.detectable).toBeLessThanOrEqual(hidden?.detectable as number);
  });

  it('takes nothing from what is sent', async () => {
    const profile = await farm();
    const faults = [request('gearbox-bearing-wear')];
    const bare = createFleet({ profile, seed: 'test', start: START, faults });
    const asked = createFleet({ profile, seed: 'test', start: START, faults, limits: LIMITS });
    const lines = (fleet: typeof bare): readonly string[] =>
      runFor(fleet, 100 * MINUTE_MS).map((reading) => encodeReading(reading));
    asked.truth();
    expect(lines(asked)).toEqual(lines(bare));
  });
});

describe.each([
  ['factory', 'imbalance'],
  ['bose-fleet', 'coil-rub'],
  ['oil-field', 'scaling'],
  ['oil-field-esp', 'stage-wear'],
])('the healthy twin in %s', (name, mode) => {
  it(`finds when ${mode} stands out`, async () => {
    const profile = await profileOf(name, 'count=2', 'interval=1m');
    const device = fleetOf(profile).devices[1]?.name ?? '';
    const fault = request(mode, { device, overMs: 60 * MINUTE_MS });
    const [event] = truthAfter(profile, 600, { planned: [fault] });
    expect(event?.detectable).toBe(byHand(profile, fault, 600).detectable);
  });
});
