import { z } from 'zod';
import type { Severity } from '../../telemetry/alert.ts';
import { awsTarget, awsTargetShape, type StackOnAws } from './aws-target.ts';
import * as field from './fields.ts';
import { defined } from './run-options.ts';

export interface TailOptions {
  readonly stateDir: string;
  /** NDJSON with alerts, instead of those of a run. */
  readonly file?: string;
  /** Empty: all. */
  readonly devices: readonly string[];
  /** The least severity that is shown. */
  readonly severity: Severity;
  /** Wall time of the oldest alert shown, or how long ago that is. */
  readonly since?: { readonly at: number } | { readonly agoMs: number };
  readonly follow: boolean;
  /** Ends after this many alerts. */
  readonly count?: number;
  /** Gives up, with exit code 27, when `count` is not reached in time. */
  readonly timeoutMs?: number;
  /** Shell command for each alert that comes. */
  readonly exec?: string;
  readonly bell: boolean;
  /** False only where `--no-tui` was said. */
  readonly tui: boolean;
  readonly json: boolean;
  /** Present: the alerts of a stack on AWS instead of a run on this machine. */
  readonly aws?: StackOnAws;
}

export const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

const severity = field.custom(`one of ${SEVERITIES.join(', ')}`, (value) =>
  SEVERITIES.find((known) => known === value),
);

const READINGS_MAX = Number.MAX_SAFE_INTEGER;

export const tailSchema = z
  .strictObject({
    state: field.text,
    file: field.text.optional(),
    ...awsTargetShape,
    device: field.textList.default([]),
    severity: severity.default('low'),
    since: field.instantOrAgo.optional(),
    follow: field.flag.default(true),
    count: field.integer({ min: 1, max: READINGS_MAX }).optional(),
    timeout: field.duration.optional(),
    exec: field.text.optional(),
    bell: field.flag.default(false),
    tui: field.flag.default(true),
    json: field.flag.default(false),
    verbose: field.flag.default(false),
    config: field.text.optional(),
  })
  .transform((raw): TailOptions => ({
    stateDir: raw.state,
    ...defined('file', raw.file),
    devices: raw.device,
    severity: raw.severity,
    ...defined('since', raw.since),
    follow: raw.follow,
    ...defined('count', raw.count),
    ...defined('timeoutMs', raw.timeout),
    ...defined('exec', raw.exec),
    bell: raw.bell,
    tui: raw.tui,
    json: raw.json,
    ...defined('aws', awsTarget(raw)),
  }));
