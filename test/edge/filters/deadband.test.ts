import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BandConfig } from '../../../src/edge/edge-config.ts';
import { createDeadband } from '../../../src/edge/filters/deadband.ts';
import { readingAt } from '../readings.ts';

function deadband(metrics: Readonly<Record<string, BandConfig>>, heartbeat = '60s') {
  return createDeadband('deadband', { heartbeat, metrics });
}

function play(filter: ReturnType<typeof deadband>, values: readonly number[]): readonly string[] {
  return values.map((value, s) => filter.process(readingAt(s, { power_kw: value }), false).action);
}

describe('deadband', () => {
  it('sends the first reading and then only what moved by more than the band since the last sent', () => {
    const actions = play(deadband({ power_kw: { absolute: 10 } }), [100, 106, 110, 111, 115, 100]);

    expect(actions).toEqual(['pass', 'drop', 'drop', 'pass', 'drop', 'pass']);
  });

  it('takes percent of the value last sent', () => {
    const actions = play(deadband({ power_kw: { percent: 10 } }), [100, 110, 111, 122, 123]);

    expect(actions).toEqual(['pass', 'drop', 'pass', 'drop', 'pass']);
  });

  it('sends every change of a metric whose band is 0', () => {
    const actions = play(deadband({ power_kw: { absolute: 0 } }), [1, 1, 2, 2]);

    expect(actions).toEqual(['pass', 'drop', 'pass', 'drop']);
  });

  it('sends a heartbeat when nothing has been sent for that long', () => {
    const actions = play(deadband({ power_kw: { absolute: 10 } }, '3s'), [1, 1, 1, 1, 1, 1, 1]);

    expect(actions).toEqual(['pass', 'drop', 'drop', 'pass', 'drop', 'drop', 'pass']);
  });

  it('takes an urgent reading for sent: it moves the band and puts off the heartbeat', () => {
    const filter = deadband({ power_kw: { absolute: 10 } }, '3s');
    filter.process(readingAt(0, { power_kw: 0 }), false);

    expect(filter.process(readingAt(2, { power_kw: 5 }), true).action).toBe('pass');
    expect(filter.process(readingAt(4, { power_kw: 14 }), false).action).toBe('drop');
    expect(filter.process(readingAt(5, { power_kw: 14 }), false).action).toBe('pass');
  });

  it('sends when a watched metric appears or is gone', () => {
    const filter = deadband({ power_kw: { absolute: 10 } });
    filter.process(readingAt(0, { power_kw: 5, nacelle_c: 1 }), false);

    expect(filter.process(readingAt(1, { nacelle_c: 9 }), false).action).toBe('pass');
    expect(filter.process(readingAt(2, { nacelle_c: 1 }), false).action).toBe('drop');
    expect(filter.process(readingAt(3, { power_kw: 5 }), false).action).toBe('pass');
  });

  it('is not silent after the source clock was set back', () => {
    const filter = deadband({ power_kw: { absolute: 10 } });
    filter.process(readingAt(7_200, { power_kw: 5 }), false);

    expect(filter.process(readingAt(3_600, { power_kw: 5 }), false).action).toBe('pass');
    expect(filter.process(readingAt(3_601, { power_kw: 5 }), false).action).toBe('drop');
  });

  it('never lets the far end be wrong by more than the band, whatever the signal', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true })), (values) => {
        const filter = deadband({ power_kw: { absolute: 25 } });
        let held = 0;
        for (const [s, value] of values.entries()) {
          const { action } = filter.process(readingAt(s, { power_kw: value }), false);
          if (action === 'pass') held = value;
          expect(Math.abs(value - held)).toBeLessThanOrEqual(25);
        }
      }),
    );
  });
});
