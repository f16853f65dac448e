import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/runtime/random.ts';
import { sensorsSchema } from '../../../src/simulator/channel/sensor-config.ts';
import { createSensors } from '../../../src/simulator/channel/sensors.ts';

/** What the sensors make of values of `m_c`, one a second. */
function read(written: object, values: readonly number[]): readonly (number | undefined)[] {
  const sensors = createSensors(sensorsSchema.parse({ m_c: written }), createRandom('sensors'));
  return values.map((value, i) => sensors({ m_c: value, n_c: 1 }, i * 1_000)['m_c']);
}

describe('a sensor of the profile', () => {
  it('changes nothing where the profile says nothing', () => {
    expect(read({}, [1.23456, -7])).toEqual([1.23456, -7]);
  });

  it('has a gain and an offset', () => {
    expect(read({ gain: 1.5, offset: -1 }, [2, 4])).toEqual([2, 5]);
  });

  it('has a resolution, and saturates', () => {
    expect(read({ resolution: 0.25, min: 0, max: 10 }, [1.13, 1.12, -3, 12])).toEqual([
      1.25, 1, 0, 10,
    ]);
  });

  it('follows a step with its time constant', () => {
    const told = read({ lag: '10s' }, [0, ...Array.from({ length: 30 }, () => 100)]);
    expect(told[0]).toBe(0);
    expect(told[10]).toBeCloseTo(100 * (1 - Math.exp(-1)), 9);
    expect(told[30]).toBeCloseTo(100 * (1 - Math.exp(-3)), 9);
  });

  it('adds noise of the size given', () => {
    const told = read(
      { noise: 0.5 },
      Array.from({ length: 5_000 }, () => 20),
    );
    const variance = told.reduce<number>((sum, value) => sum + ((value ?? 0) - 20) ** 2, 0) / 5_000;
    expect(Math.sqrt(variance)).toBeGreaterThan(0.48);
    expect(Math.sqrt(variance)).toBeLessThan(0.52);
  });

  it('leaves the other metrics and a missing value alone', () => {
    const sensors = createSensors(sensorsSchema.parse({ m_c: { offset: 1 } }), createRandom('x'));
    expect(sensors({ n_c: 3 }, 0)).toEqual({ n_c: 3 });
  });
});
