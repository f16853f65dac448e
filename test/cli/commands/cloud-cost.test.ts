import { describe, expect, it } from 'vitest';
import { measureTraffic } from '../../../src/cli/compose/measure-traffic.ts';
import { loadRunProfile } from '../../../src/cli/compose/profile-sections.ts';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

const SHORT = { seed: '1', durationMs: 120_000 };

async function ask(...words: readonly string[]): Promise<string> {
  const io = fakeIo({ cwd: process.cwd() });
  const profile = ['--profile', 'wind-farm', '--duration', '2m'];
  expect(await runProgram(['cloud', 'cost', ...profile, ...words], io)).toBe(0);
  return io.stdout.text();
}

describe('measureTraffic', () => {
  it('counts what a device sends, once its filters have had a quarter of the time to learn', async () => {
    const profile = await loadRunProfile('wind-farm', [], process.cwd());
    const { devices, countedMs, unfiltered, filtered } = measureTraffic(profile, SHORT);
    expect([devices, countedMs]).toEqual([8, 90_000]);
    expect(unfiltered.messagesPerSecond).toBeCloseTo(1, 1);
    expect(unfiltered.meteredUnits).toBe(1);
    expect(filtered.messagesPerSecond).toBeGreaterThan(0);
    expect(filtered.messagesPerSecond).toBeLessThan(0.9 * unfiltered.messagesPerSecond);
  });

  it('finds no difference without filters', async () => {
    const profile = await loadRunProfile('wind-farm', ['edge.filters=[]'], process.cwd());
    const { unfiltered, filtered } = measureTraffic(profile, SHORT);
    expect(filtered).toEqual(unfiltered);
  });

  it('gives the same figures for the same seed', async () => {
    const profile = await loadRunProfile('factory', [], process.cwd());
    const once = measureTraffic(profile, SHORT);
    expect(measureTraffic(profile, SHORT)).toEqual(once);
    expect(measureTraffic(profile, { ...SHORT, seed: '2' })).not.toEqual(once);
  });
});

describe('pm-sim cloud cost', () => {
  it('shows every service for each fleet, with and without the edge filters', async () => {
    await expect(await ask()).toMatchFileSnapshot('golden/cloud-cost.txt');
  });

  it('gives a script every item, price and assumption', async () => {
    const json = await ask('--json', '--devices', '5', '--stream-mode', 'on-demand');
    const result: unknown = JSON.parse(json);
    expect(result).toMatchObject({
      profile: 'wind-farm',
      streamMode: 'on-demand',
      prices: { 'iot-message': { usd: 1, per: 1e6 } },
      assumptions: { 'alerts-per-device': 1 },
      forecasts: [
        { devices: 5, filters: false },
        { devices: 5, filters: true },
      ],
    });
    expect(json).toContain('"price":"kinesis-on-demand"');
  });

  it('refuses a fleet of no size and a price that there is not', async () => {
    await expect(ask('--devices', '0')).rejects.toThrow('whole numbers from 1');
    await expect(ask('--price', 'iot-mesage=2')).rejects.toThrow('There is no price');
  });
});
