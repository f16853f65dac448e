import type { OptionSpec } from './option-spec.ts';
import { OUTPUT_FLAGS, TWIN_FLAGS } from './run-flags.ts';

const INPUT = 'Input:';
const PACE = 'Pace:';
const SCORING = 'Scoring:';

/** Every setting of `pm-sim replay FILE`. */
export const REPLAY_FLAGS: readonly OptionSpec[] = [
  {
    key: 'map',
    flags: '--map <metric=column>',
    summary: 'ts=COLUMN, device=COLUMN, or METRIC=COLUMN; commas separate several; repeatable',
    group: INPUT,
    repeatable: true,
  },
  {
    key: 'device',
    flags: '--device <name>',
    summary: 'device name for a file that holds one device (default: the file name)',
    group: INPUT,
  },
  {
    key: 'range',
    flags: '--range <metric=min..max>',
    summary: 'values outside count as impossible and are left out; repeatable',
    group: INPUT,
    repeatable: true,
  },
  {
    key: 'limit',
    flags: '-L, --limit <n>',
    summary: 'stop after this many readings of each device',
    group: INPUT,
  },
  {
    key: 'speed',
    flags: '--speed <factor>',
    summary: 'factor of the recorded pace, or max for as fast as it goes (default: 1)',
    group: PACE,
  },
  {
    key: 'profile',
    flags: '--profile <name>',
    summary: 'device profile whose edge and scoring sections are used (default: wind-farm)',
    group: SCORING,
  },
  {
    key: 'set',
    flags: '--set <path=value>',
    summary: 'change any value of the profile; repeatable',
    group: SCORING,
    repeatable: true,
  },
  {
    key: 'seed',
    flags: '--seed <text>',
    summary: 'seed of the detectors; 0 is a seed too (default: random, and printed)',
    group: SCORING,
  },
  ...TWIN_FLAGS,
  ...OUTPUT_FLAGS,
];
