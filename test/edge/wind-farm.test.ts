import { describe, expect, it } from 'vitest';
import { runFirstDevice } from './profile-run.ts';

describe('edge section of the wind-farm profile', () => {
  it('drops most of what a healthy turbine measures, never falls silent and raises no alarm', async () => {
    const { times, kept, alarms } = await runFirstDevice('wind-farm', 31);
    const silences = kept.slice(1).map((second, i) => second - (kept[i] ?? 0));

    expect(alarms).toEqual([]);
    expect(kept.length / times.length).toBeLessThan(0.2);
    expect(Math.max(...silences)).toBeLessThanOrEqual(15);
    // What the cloud's detector needs to learn in its first half hour.
    expect(kept.filter((second) => second < 1_800).length).toBeGreaterThanOrEqual(100);
  });

  it('raises the vibration alarm of a worn gearbox and then sends everything', async () => {
    const wear = 'gearbox-bearing-wear@wt-001+1m,over=10m';
    const { times, kept, alarms } = await runFirstDevice('wind-farm', 13, { injections: [wear] });
    const raisedAt = alarms[0]?.second ?? Number.POSITIVE_INFINITY;
    const after = (seconds: readonly number[]) => seconds.filter((second) => second >= raisedAt);

    expect(alarms[0]).toMatchObject({ metric: 'vib_gearbox_mms', state: 'raised' });
    expect(raisedAt).toBeLessThan(11 * 60);
    expect(after(kept)).toEqual(after(times));
  });
});
