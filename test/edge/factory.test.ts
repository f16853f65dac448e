import { describe, expect, it } from 'vitest';
import { runFirstDevice } from './profile-run.ts';

describe('edge section of the factory profile', () => {
  it('drops most of what a healthy machine measures, never falls silent and raises no alarm', async () => {
    const { times, kept, alarms } = await runFirstDevice('factory', 40);
    const silences = kept.slice(1).map((second, i) => second - (kept[i] ?? 0));

    expect(alarms).toEqual([]);
    expect(kept.length / times.length).toBeLessThan(0.2);
    expect(Math.max(...silences)).toBeCloseTo(15, 6);
    // What the cloud's detector needs to learn in its warm-up.
    expect(kept.filter((second) => second < 1_500).length).toBeGreaterThanOrEqual(100);
  });

  it('raises the vibration alarm of a machine out of balance', async () => {
    const { alarms } = await runFirstDevice('factory', 25, {
      injections: ['imbalance@machine-001+1m,over=10m'],
    });

    expect(alarms[0]).toMatchObject({ metric: 'vibration', state: 'raised', severity: 'medium' });
  });

  it.each([
    ['overheating', 'spindle', 'winding_excess_k'],
    ['electrical-unbalance', 'pump', 'current_unbalance_pct'],
    ['belt-slip', 'conveyor', 'slip_pct'],
  ])(
    'finds %s of a %s by its %s alone, without having learned anything',
    async (mode, kind, metric) => {
      const { alarms } = await runFirstDevice('factory', 120, {
        injections: [`${mode}@machine-001+5m,over=20m`],
        overrides: [`model.kinds=[${kind}]`, 'interval=5s'],
      });

      expect([...new Set(alarms.map((alarm) => alarm.metric))]).toEqual([metric]);
    },
  );
});
