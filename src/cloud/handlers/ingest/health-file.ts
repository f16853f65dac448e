import { z } from 'zod';
import type { Reading } from '../../../telemetry/reading.ts';

/** Version of the documents below; others are set aside. */
const SCHEMA_VERSION = '1.0';
/** Samples of one document at most: a week of them a second apart would be split by any device. */
const SAMPLES_MAX = 100_000;
/** Problems that a reason lists; more say no more. */
const PROBLEMS_MAX = 5;
/** What such readings are a family of. */
const TYPE = 'audio';

const name = z.string().regex(/^[a-zA-Z0-9:_-]{1,128}$/u, 'expected letters, digits, ":_-"');
const instant = z.iso.datetime({ offset: true });

const fileSchema = z
  .strictObject({
    schema_version: z.literal(SCHEMA_VERSION),
    device_id: name,
    site_id: name,
    product: z.strictObject({ serial_number: z.string().min(1).max(128), family: name }),
    firmware: z.strictObject({ version: z.string().max(64).nullable() }),
    period: z.strictObject({ start: instant, end: instant }),
    samples: z
      .array(z.object({ timestamp: instant }).catchall(z.number()))
      .min(1)
      .max(SAMPLES_MAX),
  })
  .superRefine(({ period, samples }, context) => {
    const [start, end] = [Date.parse(period.start), Date.parse(period.end)];
    let previous = Number.NEGATIVE_INFINITY;
    for (const [at, { timestamp }] of samples.entries()) {
      const ts = Date.parse(timestamp);
      const path = ['samples', at, 'timestamp'];
      const outside = ts < start || ts > end;
      if (outside) context.addIssue({ code: 'custom', path, message: 'outside the period' });
      else if (ts <= previous) {
        context.addIssue({ code: 'custom', path, message: 'not after the sample before' });
      }
      previous = ts;
    }
  });

/** A health file as it was understood. */
export interface HealthFile {
  readonly device: string;
  readonly family: string;
  readonly firmware: string | null;
  /** First and last instant, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** In order of time, each instant once. */
  readonly readings: readonly Reading[];
}

/** Why a file is set aside. */
export interface Malformed {
  readonly code: 'too-large' | 'not-gzip' | 'not-json' | 'not-a-health-file';
  /** A sentence for people. */
  readonly reason: string;
  /** Where and how it differs from what was expected. */
  readonly problems: readonly string[];
}

export type HealthFileResult =
  | { readonly ok: true; readonly file: HealthFile }
  | { readonly ok: false; readonly malformed: Malformed };

/** Validates the document and turns its samples into readings. */
export function readHealthFile(text: string): HealthFileResult {
  const json = parsed(text);
  if ('problem' in json) return malformed('not-json', 'The file is not JSON.', [json.problem]);
  const { data, error } = fileSchema.safeParse(json.value);
  if (error === undefined) return { ok: true, file: fileOf(data) };
  const problems = error.issues.map(
    ({ path, message }) => `${path.length === 0 ? 'document' : path.join('.')}: ${message}`,
  );
  return malformed('not-a-health-file', `The file is no health file ${SCHEMA_VERSION}.`, problems);
}

export function malformed(
  code: Malformed['code'],
  reason: string,
  problems: readonly string[],
): HealthFileResult {
  return { ok: false, malformed: { code, reason, problems: problems.slice(0, PROBLEMS_MAX) } };
}

function parsed(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function fileOf(document: z.output<typeof fileSchema>): HealthFile {
  const { device_id: device, site_id: site, product, firmware, period, samples } = document;
  const serial = product.serial_number;
  return {
    device,
    family: product.family,
    firmware: firmware.version,
    from: Date.parse(period.start),
    to: Date.parse(period.end),
    readings: samples.map(({ timestamp, ...metrics }) => {
      return { device, site, type: TYPE, serial, ts: Date.parse(timestamp), metrics };
    }),
  };
}
