import { describe, expect, it } from 'vitest';
import { chooseMetrics, type ChooseOptions } from '../../../src/cli/plot/choose-metrics.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { samplePlot } from './sample-plot.ts';

const slow = (period: number, shift = 0): readonly number[] =>
  Array.from({ length: 200 }, (_, i) => Math.sin(i / period) + (i > 100 ? shift : 0));
const random = createRandom('noise');
const HEALTHY = new Map<string, readonly number[]>([
  ['power_kw', slow(9)],
  ['doubled_power', slow(9).map((value) => 2 * value + 1)],
  ['motor_temp_c', slow(20)],
  ['bearing_c', slow(31)],
  ['bht_c', Array.from({ length: 200 }, () => random.normal())],
  ['fixed_bar', slow(9).map(() => 7)],
]);

function choose(change: Partial<ChooseOptions> = {}): readonly string[] {
  return chooseMetrics({
    wanted: [],
    shown: HEALTHY,
    twin: HEALTHY,
    truth: [],
    limit: 4,
    ...change,
  });
}

describe('the metrics of a picture', () => {
  it('are those that tell something: no noise, no constant, no repetition', () => {
    expect(choose()).toEqual(['power_kw', 'motor_temp_c', 'bearing_c']);
  });

  it('begin with what a fault moves most, and leave room for what the device does', () => {
    const shown = new Map([
      ...HEALTHY,
      ['bearing_c', slow(31, 4)] as const,
      ['status_code', slow(9).map((_, i) => (i > 100 ? 3 : 0))] as const,
      ['bht_c', HEALTHY.get('bht_c')?.map((value, i) => value + (i > 100 ? 9 : 0)) ?? []] as const,
    ]);
    const truth = samplePlot().truth.map((event) => ({
      ...event,
      channels: ['status_code', 'motor_temp_c', 'bearing_c', 'bht_c'],
    }));
    expect(choose({ shown, truth, limit: 3 })).toEqual(['bht_c', 'bearing_c', 'power_kw']);
  });

  it('are those asked for, whatever they are', () => {
    expect(choose({ wanted: ['fixed_bar', 'bht_c', 'fixed_bar'], limit: 1 })).toEqual([
      'fixed_bar',
      'bht_c',
    ]);
  });

  it('must exist', () => {
    expect(() => choose({ wanted: ['motor_tmp_c'] })).toThrow(
      expect.objectContaining({
        code: 'plot/unknown-metric',
        message: expect.stringContaining('Did you mean "motor_temp_c"') as string,
      }),
    );
  });
});
