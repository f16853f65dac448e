import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilterConfig } from '../../../src/edge/edge-config.ts';
import { createEdgePipeline } from '../../../src/edge/pipeline.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { readingAt } from '../readings.ts';

/** Everything that goes out, in order, for one value a second. */
function sent(filters: readonly FilterConfig[], readings: readonly Reading[]): Reading[] {
  const pipeline = createEdgePipeline({ filters }, { random: createRandom('windows') });
  const out = readings.flatMap((reading) => {
    const verdict = pipeline.process(reading);
    const earlier = (verdict.earlier ?? []).map((one) => one.reading);
    return verdict.kept ? [...earlier, reading] : earlier;
  });
  return [...out, ...pipeline.flush().map((one) => one.reading)];
}

const oil = (values: readonly number[]): Reading[] =>
  values.map((value, second) => readingAt(second, { gear_oil_c: value }));
const corners = (readings: readonly Reading[]): (readonly [number, number | undefined])[] =>
  readings.map(({ ts, metrics }) => [ts / 1_000, metrics['gear_oil_c']] as const);

const DOOR: FilterConfig = { swingingDoor: { heartbeat: '1h', metrics: { gear_oil_c: 0.5 } } };

describe('swinging door', () => {
  it('sends the corners of straight lines, each with its own time', () => {
    const values = [60, 61, 62, 63, 64, 64, 64, 64, 64, 60, 56];
    expect(corners(sent([DOOR], oil(values)))).toEqual([[0, 60], [4, 64], [8, 64], [10, 56]]); // prettier-ignore
  });

  it('never leaves a reading further than the deviation from the line between what went out', () => {
    const value = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 80 }), (values) => {
        const readings = oil(values);
        const out = sent([DOOR], readings);
        expect(out[0]).toBe(readings[0]);
        expect(out.at(-1)).toBe(readings.at(-1));
        for (const { ts, metrics } of readings) {
          const after = out.findIndex((one) => one.ts >= ts);
          const [a, b] = [out[Math.max(0, after - 1)] as Reading, out[after] as Reading];
          const share = b.ts === a.ts ? 1 : (ts - a.ts) / (b.ts - a.ts);
          const [from, to] = [a.metrics['gear_oil_c'] ?? 0, b.metrics['gear_oil_c'] ?? 0];
          const drawn = b.ts === ts ? to : from + share * (to - from);
          expect(Math.abs(drawn - (metrics['gear_oil_c'] ?? 0))).toBeLessThan(0.5 + 1e-9);
        }
      }),
    );
  });

  it('sends at least once a heartbeat, and when a metric goes or a clock is set back', () => {
    const door: FilterConfig = { swingingDoor: { heartbeat: '4s', metrics: { gear_oil_c: 5 } } };
    expect(corners(sent([door], oil([60, 60, 60, 60, 60, 60])))).toEqual([[0, 60], [3, 60], [4, 60], [5, 60]]); // prettier-ignore
    const gone = [readingAt(0, { gear_oil_c: 60 }), readingAt(1, {}), readingAt(0, {})];
    expect(sent([DOOR], gone)).toEqual(gone);
  });
});

describe('downsample', () => {
  it('passes the first reading of each window', () => {
    const out = sent([{ downsample: { every: '5s' } }], oil(Array.from({ length: 12 }, () => 60)));
    expect(out.map(({ ts }) => ts)).toEqual([0, 5_000, 10_000]);
  });

  it('passes what an earlier filter called urgent', () => {
    const limit: FilterConfig = {
      threshold: { limits: [{ metric: 'gear_oil_c', above: 75, severity: 'high' }] },
    };
    const out = sent([limit, { downsample: { every: '1m' } }], oil([60, 60, 80, 60, 60]));
    expect(corners(out)).toEqual([[0, 60], [2, 80], [3, 60]]); // prettier-ignore
  });
});

describe('aggregate', () => {
  const filter: FilterConfig = {
    aggregate: { every: '10s', functions: ['avg', 'min', 'max', 'std', 'last', 'count'] },
  };

  it('sends one reading for each window, with the time at which the window began', () => {
    const out = sent([filter], oil([60, 62, 64, 66, 60, 62, 64, 66, 60, 66, 70]));
    expect(out.map(({ ts }) => ts)).toEqual([0, 10_000]);
    expect(out[0]?.metrics).toEqual({
      gear_oil_c_avg: 63,
      gear_oil_c_min: 60,
      gear_oil_c_max: 66,
      gear_oil_c_std: expect.closeTo(Math.sqrt(5.8), 9),
      gear_oil_c_last: 66,
      gear_oil_c_count: 10,
    });
    expect(out[1]?.metrics).toMatchObject({ gear_oil_c_avg: 70, gear_oil_c_std: 0 });
  });

  it('takes only the metrics that are named', () => {
    const named: FilterConfig = { aggregate: { every: '10s', functions: ['avg'], metrics: ['b'] } };
    const out = sent([named], [readingAt(0, { a: 1, b: 2 }), readingAt(1, { a: 1, b: 4 })]);
    expect(out.map(({ metrics }) => metrics)).toEqual([{ b_avg: 3 }]);
  });

  it('sends an urgent reading as it is, and counts it in its window', () => {
    const limit: FilterConfig = {
      threshold: { limits: [{ metric: 'gear_oil_c', above: 75, severity: 'high' }] },
    };
    const out = sent([limit, filter], oil([60, 80]));
    expect(out.map(({ metrics }) => metrics['gear_oil_c'] ?? metrics['gear_oil_c_avg'])).toEqual([80, 70]); // prettier-ignore
  });
});

describe('dedup', () => {
  it('drops a copy and keeps what differs in time or value', () => {
    const [a, b] = [readingAt(0, { gear_oil_c: 60 }), readingAt(1, { gear_oil_c: 60 })];
    const changed = readingAt(0, { gear_oil_c: 61 });
    expect(sent([{ dedup: {} }], [a, a, b, { ...a }, changed, b])).toEqual([a, b, changed]);
  });

  it('remembers as many as it is told to', () => {
    const [a, b] = [readingAt(0, { gear_oil_c: 60 }), readingAt(1, { gear_oil_c: 60 })];
    expect(sent([{ dedup: { remember: 1 } }], [a, b, a])).toEqual([a, b, a]);
  });
});

const alarmsOf = (filter: FilterConfig, readings: readonly Reading[]) => {
  const pipeline = createEdgePipeline({ filters: [filter] }, { random: createRandom('rise') });
  return readings.flatMap((reading) =>
    pipeline.process(reading).alarms.map(({ state }) => [reading.ts / 1_000, state]),
  );
};

describe('a limit on change', () => {
  const rise: FilterConfig = {
    threshold: {
      limits: [{ metric: 'gear_oil_c', risesBy: 5, within: '10s', severity: 'medium' }],
    },
  };
  it('is raised by a rise within the time, and not by the same rise over a longer one', () => {
    const slow = oil(Array.from({ length: 60 }, (_, s) => 60 + s * 0.4));
    expect(alarmsOf(rise, slow)).toEqual([]);
    const fast = oil([...Array.from({ length: 20 }, () => 60), ...Array.from({ length: 20 }, (_, s) => 61 + s)]); // prettier-ignore
    expect(alarmsOf(rise, fast)).toEqual([[25, 'raised']]);
  });

  it('clears when the value rests, and has its counterpart for falls', () => {
    const fall: FilterConfig = {
      threshold: { limits: [{ metric: 'gear_oil_c', fallsBy: 5, within: '10s', severity: 'low' }] },
    };
    const values = [
      ...Array.from({ length: 12 }, () => 60),
      ...Array.from({ length: 20 }, () => 50),
    ];
    expect(alarmsOf(fall, oil(values))).toEqual([[12, 'raised'], [22, 'cleared']]); // prettier-ignore
  });

  it('says nothing before half of the time is known, and begins again when a clock is set back', () => {
    expect(alarmsOf(rise, oil([60, 70, 80]))).toEqual([]);
    const back = [readingAt(100, { gear_oil_c: 10 }), readingAt(0, { gear_oil_c: 60 })];
    expect(alarmsOf(rise, back)).toEqual([]);
  });
});
