import { describe, expect, it } from 'vitest';
import type { EdgeConfig, FilterConfig } from '../../src/edge/edge-config.ts';
import { createEdgePipeline } from '../../src/edge/pipeline.ts';
import { createRandom } from '../../src/runtime/random.ts';
import { readingAt } from './readings.ts';

const LIMIT: FilterConfig = {
  threshold: { limits: [{ metric: 'gear_oil_c', above: 75, hysteresis: 2, severity: 'high' }] },
};
const BAND: FilterConfig = {
  deadband: { heartbeat: '60s', metrics: { gear_oil_c: { absolute: 5 } } },
};

function pipelineOf(...filters: EdgeConfig['filters']) {
  return createEdgePipeline({ filters }, { random: createRandom('test') });
}

describe('edge pipeline', () => {
  it('keeps everything when no filter is configured', () => {
    const verdict = pipelineOf().process(readingAt(0, { gear_oil_c: 60 }));

    expect(verdict).toEqual({ kept: true, keptBy: 'none', alarms: [] });
  });

  it('names the filter that dropped a reading', () => {
    const pipeline = pipelineOf(LIMIT, BAND);

    expect(pipeline.process(readingAt(0, { gear_oil_c: 60 }))).toMatchObject({
      kept: true,
      keptBy: 'deadband',
    });
    expect(pipeline.process(readingAt(1, { gear_oil_c: 61 }))).toEqual({
      kept: false,
      droppedBy: 'deadband',
      alarms: [],
    });
  });

  it('keeps an urgent reading that a later filter would have dropped, with a note of who wanted it', () => {
    const pipeline = pipelineOf(LIMIT, BAND);
    pipeline.process(readingAt(0, { gear_oil_c: 74.8 }));

    expect(pipeline.process(readingAt(1, { gear_oil_c: 75.1 }))).toEqual({
      kept: true,
      keptBy: 'threshold',
      note: { keptBy: 'threshold' },
      alarms: [{ metric: 'gear_oil_c', state: 'raised', value: 75.1, limit: 75, severity: 'high' }],
    });
  });

  it('meets the filters in the configured order: after a deadband a threshold sees changes only', () => {
    const pipeline = pipelineOf(BAND, LIMIT);
    pipeline.process(readingAt(0, { gear_oil_c: 74 }));

    expect(pipeline.process(readingAt(1, { gear_oil_c: 76 }))).toMatchObject({
      kept: false,
      droppedBy: 'deadband',
    });
  });

  it('gives two filters of a kind different names', () => {
    expect(pipelineOf(BAND, LIMIT, BAND).filterNames).toEqual([
      'deadband',
      'threshold',
      'deadband-2',
    ]);
  });

  it('adds the score of a forest to the note of the filter that came first', () => {
    const gate: FilterConfig = {
      rcf: {
        channels: [{ metric: 'gear_oil_c' }],
        normalEvery: '10s',
        warmUp: '5m',
        smoothing: '0s',
        numberOfTrees: 10,
      },
    };
    const pipeline = pipelineOf(LIMIT, gate);
    for (let second = 0; second < 600; second += 1) {
      pipeline.process(readingAt(second, { gear_oil_c: 58 + (second % 7) / 10 }));
    }
    const verdict = pipeline.process(readingAt(600, { gear_oil_c: 90 }));

    expect(verdict).toMatchObject({
      kept: true,
      note: { keptBy: 'threshold', score: expect.any(Number) },
    });
  });

  it('carries the alarms of all filters', () => {
    const verdict = pipelineOf(LIMIT, LIMIT).process(readingAt(0, { gear_oil_c: 90 }));

    expect(verdict.alarms).toHaveLength(2);
    expect(verdict).toMatchObject({ kept: true, keptBy: 'threshold' });
  });
});
