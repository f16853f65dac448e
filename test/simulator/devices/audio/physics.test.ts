import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../src/telemetry/reading.ts';
import { DAY_MS, HOUR_MS, mean, ofDevice, series } from '../../wind-farm.ts';
import { ALWAYS_PLAYING, audioFleet, audioProfile, runFor, START } from './audio-fleet.ts';

const SPEAKERS = 'model.headphoneShare=0';

/** Slope of y over x by least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const products = x.map((value, i) => (value - mx) * ((y[i] as number) - my));
  return mean(products) / mean(x.map((value) => (value - mx) ** 2));
}

/** Mean signal of a device at a distance from its access point, dBm. */
async function signalAt(metres: number): Promise<number> {
  const place = [`model.radio.nearM=${metres}`, `model.radio.farM=${metres}`];
  const profile = await audioProfile('count=1', ...place);
  return mean(series(runFor(audioFleet(profile), 2 * HOUR_MS), 'rssi_dbm'));
}

/** Two busy hours of a speaker that is read at an interval. */
async function playedAt(interval: string): Promise<readonly Reading[]> {
  const profile = await audioProfile(
    'count=1',
    SPEAKERS,
    ...ALWAYS_PLAYING,
    `interval=${interval}`,
  );
  return runFor(audioFleet(profile), 2 * HOUR_MS);
}

const isPlaying = ({ metrics }: Reading): boolean => metrics['status_code'] === 3;

describe('an audio device', () => {
  it('reports finite values, and noise cancelling only where it is a headphone', async () => {
    for (const share of [0, 1]) {
      const profile = await audioProfile('count=1', `model.headphoneShare=${share}`);
      const [reading] = runFor(audioFleet(profile), HOUR_MS);
      const metrics = reading?.metrics ?? {};
      expect(Object.values(metrics).every((value) => Number.isFinite(value))).toBe(true);
      expect('anc_resid_db' in metrics).toBe(share === 1);
    }
  });

  it('mixes speakers and headphones by their share', async () => {
    const readings = runFor(audioFleet(await audioProfile('count=200')), 60_000);
    const share = mean(readings.map(({ metrics }) => ('anc_resid_db' in metrics ? 1 : 0)));
    expect(share).toBeCloseTo(0.25, 1);
  });

  it('raises the resistance of its coils by 0.393 percent a kelvin', async () => {
    const profile = await audioProfile(
      'count=1',
      SPEAKERS,
      ...ALWAYS_PLAYING,
      'model.usage.crest=1',
      'model.usage.volumeRangeDb=10',
    );
    const readings = runFor(audioFleet(profile), DAY_MS);
    const coilC = series(readings, 'coil_temp_est_c');
    const ohm = series(readings, 'spk_re_ohm_1');
    const perK = slope(coilC, ohm);
    const at25 = mean(ohm) - perK * (mean(coilC) - 25);
    expect(Math.max(...coilC)).toBeGreaterThan(60);
    expect((100 * perK) / at25).toBeCloseTo(0.393, 2);
  });

  it('loses charge by the current that it draws', async () => {
    const profile = await audioProfile('count=1', SPEAKERS, 'interval=2s', ...ALWAYS_PLAYING);
    const readings = runFor(audioFleet(profile), 2 * HOUR_MS);
    const first = readings.findIndex((reading) => isPlaying(reading));
    const session = readings.slice(first);
    const end = session.findIndex((reading) => !isPlaying(reading));
    const part = session.slice(0, end === -1 ? session.length : end);
    expect(part.length).toBeGreaterThan(300);
    const lostPct =
      (part[0]?.metrics['batt_soc_pct'] as number) -
      (part.at(-1)?.metrics['batt_soc_pct'] as number);
    const drawnAh = series(part.slice(1), 'batt_ma').reduce((sum, ma) => sum + 2 * ma, 0) / 3.6e6;
    const capacityAh = (3.4 * mean(series(part, 'batt_soh_pct'))) / 100;
    expect(drawnAh / capacityAh / (lostPct / 100)).toBeCloseTo(1, 1);
  });

  it('takes charge on its charger until it is full, and never leaves 0 to 100 percent', async () => {
    const profile = await audioProfile('count=2', SPEAKERS, 'interval=300s');
    const readings = runFor(audioFleet(profile), 3 * DAY_MS);
    const charge = series(readings, 'batt_soc_pct');
    expect(Math.max(...charge)).toBeGreaterThan(95);
    expect(Math.max(...charge)).toBeLessThanOrEqual(100);
    expect(Math.min(...charge)).toBeGreaterThan(5);
    const charging = readings.filter(({ metrics }) => metrics['status_code'] === 4);
    expect(Math.max(...series(charging, 'batt_ma'))).toBeLessThanOrEqual(0);
  });

  it('receives less the further it stands from its access point', async () => {
    expect((await signalAt(2)) - (await signalAt(20))).toBeCloseTo(27, 0);
  });

  it('is played most in the evening, one to four hours a day in the mean', async () => {
    const profile = await audioProfile('count=16', 'interval=600s');
    const readings = runFor(audioFleet(profile), 7 * DAY_MS);
    const share = (from: number, to: number): number =>
      mean(
        readings
          .filter(({ ts }) => {
            const hour = new Date(ts + (-71.06 / 360) * DAY_MS).getUTCHours();
            return hour >= from && hour < to;
          })
          .map((reading) => (isPlaying(reading) ? 1 : 0)),
      );
    expect(share(18, 21)).toBeGreaterThan(3 * share(0, 6));
    expect(24 * share(0, 24)).toBeGreaterThan(1);
    expect(24 * share(0, 24)).toBeLessThan(4);
  });
});

describe('the steps', () => {
  it('give the same temperatures, charge and sessions at 1 s and at 60 s', async () => {
    const [fine, coarse] = [await playedAt('1s'), await playedAt('60s')];
    const nearest = coarse.map(
      ({ ts }) => fine.find((reading) => reading.ts > ts - 1_000) as Reading,
    );
    const change = coarse.map(
      ({ metrics }, i) => metrics['status_code'] !== nearest[i]?.metrics['status_code'],
    );
    expect(mean(change.map(Number))).toBeLessThan(0.02);
    for (const [metric, within] of [
      ['soc_temp_c', 0.2],
      ['amp_temp_c', 0.2],
      ['batt_temp_c', 0.2],
      ['coil_temp_est_c', 0.3],
      ['batt_soc_pct', 0.2],
    ] as const) {
      const off = coarse.map(
        ({ metrics }, i) => (metrics[metric] as number) - (nearest[i]?.metrics[metric] as number),
      );
      expect(Math.abs(mean(off))).toBeLessThan(within);
    }
  });

  it('may be ten minutes long', async () => {
    const readings = runFor(audioFleet(await audioProfile('count=2', 'interval=600s')), DAY_MS);
    for (const metric of ['soc_temp_c', 'coil_temp_est_c', 'batt_temp_c']) {
      expect(Math.max(...series(readings, metric))).toBeLessThan(90);
      expect(Math.min(...series(readings, metric))).toBeGreaterThan(15);
    }
  });
});

describe('the seed', () => {
  it('gives the same bytes again', async () => {
    const profile = await audioProfile('count=3');
    const once = JSON.stringify(runFor(audioFleet(profile), 3 * HOUR_MS));
    expect(JSON.stringify(runFor(audioFleet(profile), 3 * HOUR_MS))).toBe(once);
  });

  it('gives a device the same readings when another joins the fleet', async () => {
    const three = runFor(audioFleet(await audioProfile('count=3')), 3 * HOUR_MS);
    const four = runFor(audioFleet(await audioProfile('count=4')), 3 * HOUR_MS);
    for (const name of ['spk-001', 'spk-003']) {
      expect(ofDevice(four, name)).toEqual(ofDevice(three, name));
    }
    expect(three[0]?.ts).toBeGreaterThanOrEqual(START);
  });
});
