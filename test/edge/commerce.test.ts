import { describe, expect, it } from 'vitest';
import { runFirstDevice } from './profile-run.ts';

describe('edge section of the commerce profile', () => {
  it('sends what sold, never falls silent and raises no alarm on a plain day', async () => {
    const { times, kept, alarms } = await runFirstDevice('commerce', 24 * 60);
    const silences = kept.slice(1).map((second, i) => second - (kept[i] as number));
    expect(alarms).toEqual([]);
    expect(kept.length / times.length).toBeLessThan(0.95);
    expect(Math.max(...silences)).toBeLessThan(5 * 60 + 1);
  });

  it.each(['promotion', 'bot-traffic', 'feed-gap'])('raises none for %s', async (mode) => {
    const injections = [`${mode}@store-001+2h,over=4h`];
    expect((await runFirstDevice('commerce', 8 * 60, { injections })).alarms).toEqual([]);
  });

  it('raises one when nobody can pay', async () => {
    const injections = ['payment-outage@store-001+2h'];
    const { alarms } = await runFirstDevice('commerce', 4 * 60, { injections });
    expect(alarms[0]).toMatchObject({ metric: 'declined_share', state: 'raised' });
    expect(alarms[0]?.second).toBeGreaterThan(2 * 3_600);
    expect(alarms[0]?.second).toBeLessThan(2.75 * 3_600);
  });
});
