import { CONFIG_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import type { OptionSpec } from './option-spec.ts';
import { RUN_FLAGS } from './run-flags.ts';

const FLEET = 'Fleet:';
const TIME = 'Time:';
const FILES = 'Files:';
const OUTPUT = 'Output:';

/** Settings that mean the same as for `run`. */
const SHARED = ['profile', 'count', 'set', 'seed', 'start', 'inject', 'scenario', 'campaign'];

/** Every setting of `pm-sim generate`. */
export const GENERATE_FLAGS: readonly OptionSpec[] = [
  ...RUN_FLAGS.filter(({ key }) => SHARED.includes(key)),
  {
    key: 'interval',
    flags: '--interval <duration>',
    summary:
      "time between two records of a device (default: the profile's for data sets: wind-farm 10m, bose-fleet 5m, else 1m)",
    group: FLEET,
  },
  {
    key: 'record',
    flags: '--record <what>',
    summary:
      'instant: a reading (default); summary: avg, min, max, std of the readings since the last record',
    group: FLEET,
  },
  {
    key: 'sample',
    flags: '--sample <duration>',
    summary: 'time between the readings that a summary is made of (default: 10s)',
    group: FLEET,
  },
  {
    key: 'days',
    flags: '--days <n>',
    summary: 'simulated days; a fraction will do (default: 30, or the length of the scenario)',
    group: TIME,
  },
  {
    key: 'format',
    flags: '--format <name>',
    summary:
      'ndjson (default), csv, parquet; of a system: health-json (audio), s2-csv (machines), s3-rows (wells), orders-csv, orders-jsonl (commerce)',
    group: FILES,
  },
  {
    key: 'gzip',
    flags: '--gzip',
    summary: 'compress the telemetry (Parquet: gzip inside instead of Snappy)',
    group: FILES,
  },
  {
    key: 'partition',
    flags: '--partition <by>',
    summary: 'folders year=/month=/day=/hour= down to year, month, day or hour; none (default)',
    group: FILES,
  },
  {
    key: 'out',
    flags: '--out <dir>',
    summary: 'folder of the data set',
    group: FILES,
    path: true,
  },
  {
    key: 'force',
    flags: '--force',
    summary: 'replace another data set in that folder',
    group: FILES,
  },
  { key: 'json', flags: '--json', summary: 'the data card as JSON on stdout', group: OUTPUT },
  { key: 'quiet', flags: '--quiet', summary: 'no progress and no summary', group: OUTPUT },
  CONFIG_FLAG,
  VERBOSE_FLAG,
];
