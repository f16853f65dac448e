import { z } from 'zod';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

/** What `pm-sim inject` was asked to do. */
export type InjectOptions = { readonly stateDir: string; readonly json: boolean } & InjectWish;

type InjectWish =
  | { readonly wish: 'list'; readonly device?: string }
  | { readonly wish: 'repair'; readonly device: string; readonly mode?: string }
  | {
      readonly wish: 'inject';
      readonly device: string;
      readonly mode: string;
      readonly overMs?: number;
      readonly severity?: number;
      readonly channel?: string;
    };

const severity = field.custom('a number above 0 and at most 1', (value) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number > 0 && number <= 1 ? number : undefined;
});

const shape = z.strictObject({
  state: field.text,
  mode: field.text.optional(),
  device: field.text.optional(),
  severity: severity.optional(),
  over: field.duration.optional(),
  channel: field.text.optional(),
  repair: field.flag.default(false),
  list: field.flag.default(false),
  json: field.flag.default(false),
  verbose: field.flag.default(false),
  config: field.text.optional(),
});

type Raw = z.output<typeof shape>;

/** What each wish has no use for. */
const USELESS = {
  list: ['mode', 'severity', 'over', 'channel', 'repair'],
  repair: ['severity', 'over', 'channel'],
} as const;

export const injectSchema = shape
  .superRefine((raw, context) => {
    const issue = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    const wish = raw.list ? 'list' : 'repair';
    for (const key of raw.list || raw.repair ? USELESS[wish] : []) {
      if (raw[key] !== undefined && raw[key] !== false) issue(key, `means nothing with --${wish}`);
    }
    if (raw.list) return;
    if (raw.device === undefined) issue('device', 'expected the name of a device, such as wt-001');
    if (raw.mode === undefined && !raw.repair) {
      issue('mode', 'expected a fault mode; `pm-sim inject --list` shows them');
    }
  })
  .transform((raw): InjectOptions => ({ stateDir: raw.state, json: raw.json, ...wishOf(raw) }));

function wishOf(raw: Raw): InjectWish {
  const { device = '', mode = '' } = raw;
  if (raw.list) return { wish: 'list', ...defined('device', raw.device) };
  if (raw.repair) return { wish: 'repair', device, ...defined('mode', raw.mode) };
  return {
    wish: 'inject',
    device,
    mode,
    ...defined('overMs', raw.over),
    ...defined('severity', raw.severity),
    ...defined('channel', raw.channel),
  };
}
