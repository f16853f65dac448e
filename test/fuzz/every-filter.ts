import type { EdgeConfig } from '../../src/edge/edge-config.ts';

/** One filter of each kind, for the metrics `temp_c` and `vib_mms`. */
export const EVERY_FILTER: EdgeConfig = {
  filters: [
    { dedup: {} },
    {
      threshold: {
        limits: [
          { metric: 'temp_c', above: 80, hysteresis: 2, for: '2s', severity: 'high' },
          { metric: 'temp_c', risesBy: 5, within: '1m', severity: 'low' },
        ],
      },
    },
    {
      rcf: {
        channels: [{ metric: 'vib_mms', given: ['temp_c'] }],
        normalEvery: '5s',
        keepAfter: '10s',
        keepBefore: '10s',
        numberOfTrees: 10,
        sampleSize: 32,
        warmUp: '1m',
      },
    },
    { deadband: { heartbeat: '1h', metrics: { temp_c: { absolute: 0.5 }, vib_mms: { percent: 10 } } } },
    { swingingDoor: { heartbeat: '1h', metrics: { temp_c: 0.5 } } },
    { aggregate: { every: '10s', functions: ['avg', 'min', 'max', 'std', 'last', 'count'] } },
    { downsample: { every: '20s' } },
  ],
}; // prettier-ignore
