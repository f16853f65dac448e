import { CONFIG_FLAG, JSON_FLAG, SET_FLAG, VERBOSE_FLAG } from './common-flags.ts';
import type { OptionSpec } from './option-spec.ts';

const PICTURE = 'Picture:';

/** What shapes the picture; any of them asks for it. */
export const PLOT_FLAGS: readonly OptionSpec[] = [
  {
    key: 'metric',
    flags: '--metric <names>',
    summary: 'metrics to draw, separated by commas; repeatable (default: the telling ones)',
    group: PICTURE,
    repeatable: true,
  },
  {
    key: 'duration',
    flags: '--duration <time>',
    summary: 'simulated time (default: a day, a week of people, or until every fault is through)',
    group: PICTURE,
  },
  {
    key: 'seed',
    flags: '--seed <text>',
    summary: 'same seed, same picture (default: 1)',
    group: PICTURE,
  },
  {
    key: 'inject',
    flags: '--inject <fault>',
    summary: 'MODE@DEVICE[+DELAY][,over=TIME][,severity=0..1]; repeatable',
    group: PICTURE,
    repeatable: true,
  },
  {
    key: 'out',
    flags: '--out <file.svg>',
    summary: 'draw into an SVG file instead of the terminal',
    group: PICTURE,
    path: true,
  },
];

/** Every setting of `pm-sim show`. */
export const SHOW_FLAGS: readonly OptionSpec[] = [
  SET_FLAG,
  {
    key: 'plot',
    flags: '--plot',
    summary: 'a picture of what the devices do over some simulated time',
    group: PICTURE,
  },
  ...PLOT_FLAGS,
  JSON_FLAG,
  CONFIG_FLAG,
  VERBOSE_FLAG,
];
