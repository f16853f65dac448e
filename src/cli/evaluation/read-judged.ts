import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { contains } from '../../detection/metrics/intervals.ts';
import type { Interval, Judged } from '../../detection/metrics/judged.ts';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import { readAlerts } from './alerts-file.ts';
import { parseLine, readText, readTruth, type Line } from './judged-file.ts';

/** Only what is needed of a run's report; a killed run has none. */
const reportSchema = z.looseObject({
  started: z.looseObject({
    profile: z.string(),
    seed: z.string().optional(),
    devices: z.array(z.string()),
    start: z.number(),
  }),
  summary: z.looseObject({ simulatedMs: z.number(), telemetrySha256: z.string().optional() }),
});

/** The card of a data set that `generate` wrote, or anybody's with these four. */
const datasetSchema = z
  .looseObject({
    profile: z.string().optional(),
    campaign: z.unknown().optional(),
    devices: z.array(z.string()),
    start: z.iso.datetime({ offset: true }),
    end: z.iso.datetime({ offset: true }),
  })
  .transform(({ profile, campaign, devices, start, end }) => ({
    profile,
    devices,
    // Only `generate` names a campaign, if none, and it completes the truth of every fault.
    completed: campaign !== undefined,
    from: Date.parse(start),
    to: Date.parse(end),
  }));

interface Frame {
  readonly profile?: string | undefined;
  readonly seed?: string | undefined;
  readonly telemetrySha256?: string | undefined;
  readonly completed?: boolean;
  readonly devices: readonly string[];
  readonly from: number;
  readonly to: number;
}

export interface JudgedInput {
  readonly dir: string;
  readonly alerts?: string;
  /** Span under observation, ms since the epoch; over what the folder says. */
  readonly from?: number;
  readonly to?: number;
}

export interface JudgedFolder {
  readonly dir: string;
  readonly judged: Judged;
  /** Profile and seed of the run, when the folder names them. */
  readonly profile: string | undefined;
  readonly seed: string | undefined;
  /** Of the readings, when the folder is that of a run. */
  readonly telemetrySha256: string | undefined;
}

/**
 * Reads the truth, the alerts, and over which devices and time they speak.
 * @throws PmSimError `eval/missing-file`, `eval/malformed-line`, `eval/unknown-device`, `eval/no-span`
 */
export function readJudged(input: JudgedInput): JudgedFolder {
  const { dir } = input;
  requireFolder(dir);
  const truth = readTruth(join(dir, 'truth.ndjson'));
  const frame = readFrame(dir);
  const span = spanOf(input, frame);
  const alerts = readAlerts(input.alerts ?? join(dir, 'alerts.ndjson'), span.to);
  const named = [...truth, ...alerts].map(({ device }) => device);
  if (frame !== undefined) requireKnown(named, frame.devices);
  const judged = {
    ...span,
    devices: frame?.devices ?? [...new Set(named)].toSorted(),
    truth: truth.filter(({ onset }) => onset <= span.to),
    alerts: alerts.filter((alert) => contains(span, alert.from)),
    ...(frame?.completed === true && { completed: true }),
  };
  const { profile, seed, telemetrySha256 } = frame ?? {};
  return { dir, judged, profile, seed, telemetrySha256 };
}

function requireFolder(dir: string): void {
  if (existsSync(dir)) return;
  throw new PmSimError('eval/missing-folder', `There is no folder ${dir}.`, {
    hint: 'Give the folder that `pm-sim run --out` wrote.',
  });
}

function spanOf(input: JudgedInput, frame: Frame | undefined): Interval {
  const from = input.from ?? frame?.from;
  const to = input.to ?? frame?.to;
  if (from !== undefined && to !== undefined && from < to) return { from, to };
  const what = `It is not known from when to when ${input.dir} was observed.`;
  throw new PmSimError('eval/no-span', what, {
    hint: 'Give --from and --to, in that order of time.',
  });
}

const AGAIN = 'Run again with --out.';

function readFrame(dir: string): Frame | undefined {
  const report = join(dir, 'report.json');
  if (existsSync(report)) {
    const { started, summary } = parseLine(readJson(report, AGAIN), reportSchema);
    const { profile, seed, devices, start: from } = started;
    const { simulatedMs, telemetrySha256 } = summary;
    return { profile, seed, devices, from, to: from + simulatedMs, telemetrySha256 };
  }
  const dataset = join(dir, 'dataset.json');
  return existsSync(dataset) ? parseLine(readJson(dataset, AGAIN), datasetSchema) : undefined;
}

/** @throws PmSimError `eval/missing-file`, `eval/unreadable` */
export function readJson(path: string, hint: string): Line {
  const text = readText(path, hint);
  try {
    return { where: path, value: JSON.parse(text) as unknown };
  } catch (cause) {
    throw new PmSimError('eval/unreadable', `${path} is not JSON: ${messageOf(cause)}.`, { cause });
  }
}

function requireKnown(named: readonly string[], devices: readonly string[]): void {
  const known = new Set(devices);
  const stranger = named.find((device) => !known.has(device));
  if (stranger === undefined) return;
  throw new PmSimError('eval/unknown-device', `The run had no device "${stranger}".`, {
    hint: `It had ${devices.slice(0, 5).join(', ')}${devices.length > 5 ? ', …' : ''}.${didYouMean(stranger, devices)}`,
  });
}
