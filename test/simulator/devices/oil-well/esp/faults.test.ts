import { expect, test } from 'vitest';
import { ESP_FAULTS } from '../../../../../src/simulator/devices/oil-well/esp/faults/index.ts';
import { HOUR_MS, mean, moved, pair, ratio, rise, series, type Pair } from '../field.ts';

const ESP = { profile: 'oil-field-esp', minutes: 240 };
const OVER = { overMs: HOUR_MS };

test.each([
  ['pump-off', 'intake_bar', 0.2, 0.8],
  ['pump-off', 'liquid_rate_sm3d', 0.2, 0.9],
  ['stage-wear', 'liquid_rate_sm3d', 0.4, 0.9],
  ['stage-wear', 'vib_g', 2, 5],
  ['broken-shaft', 'motor_amp', 0.35, 0.5],
  ['broken-shaft', 'intake_bar', 1.2, 2],
  ['insulation-loss', 'insulation_mohm', 0, 0.01],
  ['intake-plugging', 'intake_bar', 0.6, 0.98],
  ['intake-plugging', 'liquid_rate_sm3d', 0.6, 0.97],
  ['intake-plugging', 'discharge_bar', 0.7, 0.99],
  ['pump-scale', 'discharge_bar', 0.7, 0.99],
  ['pump-scale', 'motor_temp_c', 1.005, 1.2],
  ['tubing-leak', 'annulus_bar', 1.8, 2.5],
  ['tubing-leak', 'liquid_rate_sm3d', 0.7, 0.97],
  ['sand-production', 'sand_acoustic', 5, 30],
  ['sand-production', 'vib_g', 1.5, 3],
  ['bsw-increase', 'water_cut', 1.3, 2],
  ['choke-restriction', 'whp_bar', 1.005, 1.2],
  ['choke-erosion', 'whp_bar', 0.8, 0.995],
] as const)('%s takes %s to %f ... %f of the healthy value', async (mode, metric, low, high) => {
  const share = ratio(await pair({ mode, ...OVER }, ESP), metric);
  expect(share).toBeGreaterThan(low);
  expect(share).toBeLessThan(high);
});

test.each(ESP_FAULTS.map(({ mode, channels }) => [mode, channels] as const))(
  '%s moves each of its channels, and nothing before it begins',
  async (mode, channels) => {
    const run = await pair({ mode, ...OVER }, { ...ESP, minutes: 180 });
    expect(moved(run)).toEqual(expect.arrayContaining([...channels]));
    expect(run.sick.slice(0, 360)).toEqual(run.healthy.slice(0, 360));
  },
);

/** Of a run with gas in the pump: means over the readings in which it was locked. */
function locked({ healthy, sick }: Pair): (metric: string) => number {
  const flow = series(sick, 'liquid_rate_sm3d');
  const usual = mean(series(healthy, 'liquid_rate_sm3d'));
  const during = (_: number, i: number): boolean => (flow[i] ?? usual) < 0.1 * usual;
  return (metric) =>
    mean(series(sick, metric).filter((value, i) => during(value, i))) /
    mean(series(healthy, metric).filter((value, i) => during(value, i)));
}

test('a gas lock takes current and flow, raises the intake, warms the motor, and comes and goes', async () => {
  const run = await pair({ mode: 'gas-lock' }, { ...ESP, minutes: 420 });
  const share = locked(run);
  expect(share('motor_amp')).toBeGreaterThan(0.55);
  expect(share('motor_amp')).toBeLessThan(0.75);
  expect(share('intake_bar')).toBeGreaterThan(1.02);
  const heat =
    Math.max(...series(run.sick, 'motor_temp_c')) - mean(series(run.healthy, 'motor_temp_c'));
  expect(heat).toBeGreaterThan(10);
  expect(heat).toBeLessThan(40);
  const spells = series(run.sick, 'motor_amp').filter(
    (amp, i, all) => amp < 42 && (all[i - 1] ?? amp) >= 42,
  );
  expect(spells.length).toBeGreaterThan(1);
});

test('a pump whose insulation is gone trips, and starts half an hour after its repair', async () => {
  const request = { mode: 'insulation-loss', overMs: HOUR_MS, repairAfterMs: HOUR_MS };
  const { sick } = await pair(request, { ...ESP, minutes: 300 });
  const onStream = series(sick, 'on_stream');
  const tripped = onStream.indexOf(0) / 360;
  const started = onStream.lastIndexOf(0) / 360;
  expect(tripped).toBeGreaterThan(1.5);
  expect(tripped).toBeLessThan(2);
  expect(started).toBeCloseTo(3.5, 1);
  expect(mean(series(sick.slice(-60), 'motor_amp'))).toBeGreaterThan(45);
});

test('a pump stays off while its insulation is not repaired', async () => {
  const { sick } = await pair({ mode: 'insulation-loss', ...OVER }, { ...ESP, minutes: 480 });
  expect(series(sick.slice(-60), 'on_stream')).not.toContain(1);
});

test('a drive that tripped is off until it is reset and the wait is over', async () => {
  const overrides = ['model.motor.restartMin=10'];
  const run = await pair({ mode: 'vsd-trip', ...OVER }, { ...ESP, overrides });
  const off = series(run.sick, 'on_stream').filter((on) => on === 0);
  expect(off.length / 6).toBeCloseTo(70, -1);
  expect(series(run.sick.slice(400, 700), 'freq_hz')).not.toContain(55);
  expect(Math.abs(rise(run, 'motor_amp'))).toBeLessThan(2);
});

test('a motor too hot trips, cools down and starts again', async () => {
  const overrides = ['model.motor.tripC=130', 'model.motor.restartC=115'];
  const request = { mode: 'gas-lock', overMs: 2 * HOUR_MS, repairAfterMs: 0 };
  const { sick } = await pair(request, { ...ESP, minutes: 420, overrides });
  const onStream = series(sick, 'on_stream');
  expect(onStream).toContain(0);
  expect(onStream.at(-1)).toBe(1);
});
