import { describe, expect, it } from 'vitest';
import type { CombineConfig } from '../../../src/edge/combine-config.ts';
import { edgeSchema, type EdgeConfig } from '../../../src/edge/edge-config.ts';
import { createEdgePipeline, type EdgePipeline } from '../../../src/edge/pipeline.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';
import { readingAt } from '../readings.ts';

const HOT = { limit: { metric: 'gear_oil_c', above: 75, hysteresis: 2 } };
const SHAKING = { limit: { metric: 'vib_gearbox_mms', above: 7 } };
const RISING = { limit: { metric: 'gear_oil_c', risesBy: 5, within: '4s' } };

const config = (more: Partial<CombineConfig> = {}): EdgeConfig => ({
  filters: [{ combine: { detectors: [HOT, SHAKING], vote: 'all', normalEvery: '1h', ...more } }],
});

const pipelineOf = (edge: EdgeConfig, previous?: EdgePipeline): EdgePipeline =>
  createEdgePipeline(edge, {
    random: createRandom('combine'),
    ...(previous === undefined ? {} : { previous }),
  });

/** One reading a second: oil temperature and vibration. */
const series = (values: readonly (readonly [oil: number, vib: number])[]): Reading[] =>
  values.map(([oil, vib], s) => readingAt(s, { gear_oil_c: oil, vib_gearbox_mms: vib }));

/** Seconds of the readings that go out as urgent, in order. */
function urgent(pipeline: EdgePipeline, readings: readonly Reading[]): number[] {
  return readings.flatMap((reading) => {
    const verdict = pipeline.process(reading);
    const before = (verdict.earlier ?? []).map((one) => one.reading.ts / 1_000);
    return verdict.kept && verdict.note !== undefined ? [...before, reading.ts / 1_000] : before;
  });
}

const CALM = [60, 2] as const;
const ONE_THEN_BOTH = series([CALM, [80, 2], [80, 9], [60, 9], CALM]);

describe('several detectors that vote', () => {
  it.each([
    ['any', { vote: 'any' }, [1, 2, 3]],
    ['all', { vote: 'all' }, [2]],
    ['at least two of three', { detectors: [HOT, SHAKING, RISING], vote: { atLeast: 2 } }, [2]],
    ['weights', { detectors: [{ weight: 2, ...HOT }, SHAKING], vote: { atLeast: 2 } }, [1, 2]],
    ['all, with weights', { detectors: [{ weight: 2, ...HOT }, SHAKING] }, [2]],
  ] as const)('takes %s', (_, more, expected) => {
    expect(urgent(pipelineOf(config(more)), ONE_THEN_BOTH)).toEqual(expected);
  });

  it('lets a vote stand for a while, since detectors differ in how quick they are', () => {
    const readings = series([CALM, [80, 2], [60, 2], [60, 9], CALM, [60, 9]]);
    expect(urgent(pipelineOf(config()), readings)).toEqual([]);
    expect(urgent(pipelineOf(config({ hold: '2s' })), readings)).toEqual([3]);
  });

  it('sends what came before and after, and one normal reading at a time, as a gate does', () => {
    const gate = { vote: 'all', keepBefore: '2s', keepAfter: '2s', normalEvery: '4s' } as const;
    const readings = series([CALM, CALM, CALM, [80, 9], CALM, CALM, CALM, CALM, CALM]);
    const pipeline = pipelineOf(config(gate));
    const out = readings.flatMap((reading) => {
      const verdict = pipeline.process(reading);
      const before = (verdict.earlier ?? []).map((one) => one.reading);
      return verdict.kept ? [...before, reading] : before;
    });
    expect(out.map(({ ts }) => ts / 1_000)).toEqual([0, 1, 2, 3, 4, 8]);
  });

  it('raises one alarm when the votes are there and clears it when they are gone, both told at once', () => {
    const pipeline = pipelineOf(config({ severity: 'high' }));
    const told = ONE_THEN_BOTH.map((reading) => pipeline.process(reading));
    expect(told.flatMap(({ alarms }) => alarms)).toEqual([
      { metric: 'combine', state: 'raised', value: 2, limit: 2, severity: 'high' },
      { metric: 'combine', state: 'cleared', value: 1, limit: 2, severity: 'high' },
    ]);
    expect(told.map(({ kept }) => kept)).toEqual([true, false, true, true, false]);
  });

  it('names those that vote, whether they are enough or not', () => {
    const votes: unknown[] = [];
    const pipeline = createEdgePipeline(config(), {
      random: createRandom('combine'),
      trace: (_name, _reading, decision) => votes.push(decision.votes),
    });
    for (const reading of ONE_THEN_BOTH.slice(0, 3)) pipeline.process(reading);
    expect(votes).toEqual([
      undefined,
      ['limit gear_oil_c'],
      ['limit gear_oil_c', 'limit vib_gearbox_mms'],
    ]);
  });

  it('keeps standing alarms and what detectors know when only the vote, or another detector, changes', () => {
    const before = pipelineOf(config({ severity: 'high', detectors: [HOT, RISING], vote: 'any' }));
    for (const reading of series([CALM, [80, 2]])) before.process(reading);
    const changed = config({ severity: 'high', detectors: [SHAKING, HOT], vote: 'any' });
    const after = pipelineOf(changed, before);
    // 74 °C is below the limit, and within its hysteresis: only who remembers that it was raised votes.
    const [first, second] = [74, 60].map((oil, i) =>
      after.process(readingAt(2 + i, { gear_oil_c: oil, vib_gearbox_mms: 2 })),
    );
    expect(first).toMatchObject({ kept: true, alarms: [] });
    expect(second?.alarms).toMatchObject([{ state: 'cleared' }]);
  });
});

describe('forest and control charts that vote', () => {
  const noise = createRandom('noise');
  const watch = { channels: [{ metric: 'vib_gearbox_mms' }], warmUp: '2m', smoothing: '3s' };
  const LEARNED = 400;
  const readings = Array.from({ length: LEARNED + 40 }, (_, s) =>
    readingAt(s, { vib_gearbox_mms: (s < LEARNED ? 3 : 8) + 0.1 * noise.normal() }),
  );

  /** Scores of the urgent readings. */
  function scored(kind: 'rcf' | 'ewma'): (number | undefined)[] {
    const pipeline = pipelineOf(config({ detectors: [{ [kind]: watch }, SHAKING], vote: 'all' }));
    return readings.flatMap((reading) => {
      const verdict = pipeline.process(reading);
      return verdict.kept && verdict.note !== undefined ? [verdict.note.score] : [];
    });
  }

  it.each(['rcf', 'ewma', 'robustZ', 'hotelling'] as const)(
    '%s finds a step and votes on nothing before it',
    (kind) => {
      const detectors = [{ [kind]: watch }, { limit: { metric: 'vib_gearbox_mms', above: 5 } }];
      const out = urgent(pipelineOf(config({ detectors, vote: 'all' })), readings);
      const alone = urgent(
        pipelineOf(config({ detectors: [detectors[0] ?? {}, SHAKING], vote: 'any' })),
        readings.slice(0, LEARNED),
      );
      expect(alone).toEqual([]);
      expect(out.length).toBeGreaterThan(10);
      expect(out[0]).toBeGreaterThanOrEqual(LEARNED);
      expect(out[0]).toBeLessThan(LEARNED + 10);
    },
  );

  it('gives the score of a forest with the reading, and none of a chart', () => {
    expect(scored('rcf').every((score) => score !== undefined && score > 0.7)).toBe(true);
    expect(new Set(scored('ewma'))).toEqual(new Set([undefined]));
  });

  it('goes on with what it has learned when the vote changes', () => {
    const learned = pipelineOf(config({ detectors: [{ rcf: watch }, SHAKING], vote: 'all' }));
    for (const reading of readings.slice(0, LEARNED)) learned.process(reading);
    const changed = config({ detectors: [{ weight: 3, rcf: watch }, HOT], vote: 'any' });
    const rest = readings.slice(LEARNED);
    expect(urgent(pipelineOf(changed, learned), rest).length).toBeGreaterThan(10);
    expect(urgent(pipelineOf(changed), rest)).toEqual([]);
  });
});

const issuesOf = (combine: object): string => {
  const { error } = edgeSchema.safeParse({ filters: [{ combine }] });
  return (error?.issues ?? []).map(({ message }) => message).join('\n');
};

describe('the configuration of a vote', () => {
  const whole = { detectors: [HOT, SHAKING], vote: 'all', normalEvery: '1m' };

  it.each([
    [{ ...whole, detectors: [HOT] }, 'Too small'],
    [{ ...whole, detectors: [HOT, { ...HOT, weight: 2 }] }, 'the same detector twice'],
    [{ ...whole, detectors: [HOT, { ...SHAKING, ewma: {} }] }, 'Invalid input'],
    [{ ...whole, detectors: [HOT, { weight: 1 }] }, 'expected exactly one detector per entry: limit, rcf'],
    [{ ...whole, vote: { atLeast: 3 } }, 'no more than the weight of all detectors together'],
    [{ ...whole, detectors: [HOT, { ewma: { channels: [{ metric: 'x' }], numberOfTrees: 9 } }] }, 'Unrecognized key'],
    [{ ...whole, detectors: [HOT, { limit: { metric: 'x', above: 1, below: 0 } }] }, 'expected exactly one of "above"'],
  ])('%j is refused', (combine, text) => {
    expect(issuesOf(combine)).toContain(text);
  }); // prettier-ignore

  it('is taken with weights and a forest', () => {
    const rcf = { channels: [{ metric: 'x' }], numberOfTrees: 20 };
    expect(issuesOf({ ...whole, detectors: [{ weight: 2, rcf }, HOT], vote: { atLeast: 3 } })).toBe(''); // prettier-ignore
  });
});
